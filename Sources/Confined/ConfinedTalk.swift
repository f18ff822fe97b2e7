import CSandbox
import Glibc

/// Our side of the talk with a confined process: the input goes in and the answer comes out over one socket, neither
/// waiting for the other. What it says on standard error is read and dropped: it may quote the input.
struct ConfinedTalk {
    enum Outcome {
        case ended
        case overdue
        /// It answers more than anything that is allowed could come to.
        case excessive
    }

    private let socket: Int32
    private let complaints: Int32
    private let ending: Int32
    private let answerBytes: Int
    private(set) var answer: [UInt8] = []
    private(set) var outcome = Outcome.ended

    private static let chunkBytes = 256 << 10

    init(_ process: vc_process, answerBytes: Int) {
        (socket, complaints, ending) = (process.socket, process.complaints, process.ending)
        self.answerBytes = answerBytes
    }

    mutating func hold(feeding input: [UInt8], until deadline: ContinuousClock.Instant) {
        var (fed, answers, complains) = (0, true, true)
        if input.isEmpty { _ = shutdown(socket, Int32(SHUT_WR)) }
        while true {
            let wanted = (answers ? POLLIN : 0) | (fed < input.count ? POLLOUT : 0)
            var waits = [
                pollfd(fd: ending, events: Int16(POLLIN), revents: 0),
                pollfd(fd: complains ? complaints : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wanted == 0 ? -1 : socket, events: Int16(wanted), revents: 0),
            ]
            let left = Self.milliseconds(until: deadline)
            let ready = poll(&waits, nfds_t(waits.count), left)
            if ready < 0, errno == EINTR { continue }
            let hasEnded = waits[0].revents != 0
            guard ready > 0, left > 0 || hasEnded else {
                outcome = .overdue
                return
            }
            if waits[1].revents != 0 || hasEnded, complains { complains = dropComplaints() }
            if waits[2].revents & Int16(POLLOUT) != 0 { feed(input, &fed) }
            if waits[2].revents & ~Int16(POLLOUT) != 0 || hasEnded, answers { answers = hear() }
            if case .excessive = outcome { return }
            if hasEnded { return }
        }
    }

    /// A process that went away has its reason, which its answer tells.
    private func feed(_ input: [UInt8], _ fed: inout Int) {
        let sent = input.withUnsafeBytes {
            send(
                socket, $0.baseAddress?.advanced(by: fed), min(input.count - fed, Self.chunkBytes), Int32(MSG_NOSIGNAL))
        }
        if sent > 0 {
            fed += sent
        } else if errno != EAGAIN, errno != EINTR {
            fed = input.count
        }
        if fed == input.count { _ = shutdown(socket, Int32(SHUT_WR)) }
    }

    /// Reads what is there. False at the end of the stream.
    private mutating func hear() -> Bool {
        while true {
            var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
            let taken = read(socket, &chunk, chunk.count)
            if taken <= 0 { return taken < 0 && (errno == EAGAIN || errno == EINTR) }
            answer += chunk[..<taken]
            if answer.count > answerBytes {
                outcome = .excessive
                return false
            }
        }
    }

    private func dropComplaints() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        let taken = read(complaints, &chunk, chunk.count)
        return taken > 0 || (taken < 0 && (errno == EAGAIN || errno == EINTR))
    }

    /// For `poll`, rounded up; 0 when it has passed.
    private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        return Int32(clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
