import CSandbox
import Glibc
import MediaJobs

/// Our side of the talk: one request out, one bounded answer in, within a deadline. It waits for three
/// things at once: the answer, words on standard error, the end of the process.
struct WorkerSocket: ~Copyable {
    enum Outcome {
        /// The body of one whole frame, and nothing after it.
        case answered([UInt8])
        /// The process ended before a whole frame came.
        case ended
        case overdue
        case garbage(String)
    }

    private let socket: Int32
    private let complaints: Int32
    private let ending: Int32
    private var received: [UInt8] = []
    private var said: [UInt8] = []
    private(set) var outcome = Outcome.ended

    private static let chunkBytes = 256 << 10
    private static let maxComplaintBytes = 1000

    init(_ worker: borrowing WorkerLaunch) {
        socket = worker.socket
        complaints = worker.complaints
        ending = worker.ending
    }

    /// What the worker wrote on standard error, as one bounded line without control characters.
    var complaint: String {
        let text = String(decoding: said, as: UTF8.self).unicodeScalars.map {
            $0.value < 0x20 ? " " : Character($0)
        }
        let words = String(text).split(separator: " ")
        return words.joined(separator: " ")
    }

    /// The request is far smaller than a socket's buffer, so it goes in one piece or the worker is gone
    /// already; then its end tells why.
    func send(_ request: [UInt8], _ descriptors: [Int32]) {
        _ = request.withUnsafeBytes {
            vc_send(socket, $0.baseAddress, $0.count, descriptors, descriptors.count)
        }
    }

    mutating func listen(until deadline: Deadline) {
        var answers = true
        var complains = true
        while true {
            // A closed channel is always ready, and a negative descriptor is not waited for.
            var waits = [ending, complains ? complaints : -1, answers ? socket : -1].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            let left = deadline.milliseconds
            let ready = poll(&waits, nfds_t(waits.count), left)
            if ready < 0, errno == EINTR { continue }
            let hasEnded = waits[0].revents != 0
            // One that keeps us busy has no more time than one that is silent.
            guard ready > 0, left > 0 || hasEnded else {
                outcome = .overdue
                return
            }
            if complains, waits[1].revents != 0 || hasEnded { complains = hearComplaints() }
            if answers, waits[2].revents != 0 || hasEnded { answers = hearAnswer() }
            if case .garbage = outcome { return }
            if hasEnded { return conclude() }
        }
    }

    /// Reads what is there. False at the end of the stream.
    private mutating func hearAnswer() -> Bool {
        while true {
            let taken = Self.read(socket, into: &received, atMost: Self.chunkBytes)
            if let excess = excess { outcome = .garbage(excess) }
            if case .garbage = outcome { return false }
            if taken == 0 { return false }
            if taken < 0 { return errno == EAGAIN || errno == EINTR }
        }
    }

    /// Keeps the beginning of what is said; the rest is read and dropped. False at the end of the stream.
    private mutating func hearComplaints() -> Bool {
        var heard: [UInt8] = []
        let taken = Self.read(complaints, into: &heard, atMost: Self.chunkBytes)
        said += heard.prefix(Self.maxComplaintBytes - said.count)
        return taken > 0 || (taken < 0 && (errno == EAGAIN || errno == EINTR))
    }

    /// Why what has come cannot be one answer, as soon as it is known.
    private var excess: String? {
        guard received.count >= Frame.headerBytes else { return nil }
        do {
            let length = try Frame.bodyLength(
                of: received.prefix(Frame.headerBytes), limit: Frame.maxAnswerBytes)
            return received.count > Frame.headerBytes + length ? "More follows the end of the frame." : nil
        } catch {
            return error.description
        }
    }

    private mutating func conclude() {
        guard
            let length = try? Frame.bodyLength(
                of: received.prefix(Frame.headerBytes), limit: Frame.maxAnswerBytes)
        else { return }
        guard received.count == Frame.headerBytes + length else { return }
        outcome = .answered(Array(received.dropFirst(Frame.headerBytes)))
    }

    private static func read(_ descriptor: Int32, into bytes: inout [UInt8], atMost count: Int) -> Int {
        var chunk = [UInt8](repeating: 0, count: count)
        let taken = Glibc.read(descriptor, &chunk, count)
        if taken > 0 { bytes += chunk[0..<taken] }
        return taken
    }
}
