import CCurl
import Domain
import Synchronization

/// What callers leave for the loop's thread, and the one way to wake it.
///
/// `@unchecked Sendable` because of `multi`, a plain pointer: everyone but the thread uses it for
/// `curl_multi_wakeup` alone, which libcurl allows from any thread, and only under the lock while `ended` is
/// false; the thread sets `ended` before it frees the handle. The rest lies in the mutex.
final class CurlInbox: @unchecked Sendable {
    struct Job: Sendable {
        let id: UInt64
        let transfer: Transfer
        let continuation: CheckedContinuation<Result<TransferEnd, Fault>, Never>
    }

    /// What the thread finds in one look.
    struct Delivery {
        var start: [Job] = []
        /// Cancelled while they waited.
        var dropped: [Job] = []
        /// Cancelled, and not waiting any more: running, or over.
        var cancelled: [UInt64] = []
        /// There was no room for all.
        var moreWait = false
        var closeBy: ContinuousClock.Instant?
    }

    private struct State {
        var lastID: UInt64 = 0
        var waiting: [Job] = []
        var cancelled: Set<UInt64> = []
        var closeBy: ContinuousClock.Instant?
        var ended = false
        var farewells: [CheckedContinuation<Void, Never>] = []
    }

    let multi: UnsafeMutableRawPointer
    private let capacity: Int
    private let state = Mutex(State())

    init(multi: UnsafeMutableRawPointer, capacity: Int) {
        self.multi = multi
        self.capacity = capacity
    }

    func nextID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    func add(_ job: Job) {
        let refusal: Fault? = state.withLock { state in
            if state.closeBy != nil {
                return Fault(.unavailable, "The service is stopping; this is sent after its next start.")
            }
            if state.waiting.count >= capacity {
                return Fault(
                    .unavailable, "\(capacity) transfers already wait; this one is tried again later.")
            }
            state.waiting.append(job)
            wake(state)
            return nil
        }
        if let refusal { job.continuation.resume(returning: .failure(refusal)) }
    }

    func cancel(_ id: UInt64) {
        state.withLock { state in
            guard !state.ended else { return }
            state.cancelled.insert(id)
            wake(state)
        }
    }

    /// The earliest of several calls counts.
    func close(by instant: ContinuousClock.Instant) {
        state.withLock { state in
            state.closeBy = min(state.closeBy ?? instant, instant)
            wake(state)
        }
    }

    func onEnd(_ farewell: CheckedContinuation<Void, Never>) {
        let over = state.withLock { state in
            if !state.ended { state.farewells.append(farewell) }
            return state.ended
        }
        if over { farewell.resume() }
    }

    // MARK: For the thread

    /// Hands over at most `room` waiting jobs, oldest first.
    func take(room: Int) -> Delivery {
        state.withLock { state in
            var delivery = Delivery(closeBy: state.closeBy)
            if !state.cancelled.isEmpty {
                delivery.dropped = state.waiting.filter { state.cancelled.contains($0.id) }
                state.waiting.removeAll { state.cancelled.contains($0.id) }
                delivery.cancelled = Array(state.cancelled)
                state.cancelled.removeAll()
            }
            delivery.start = Array(state.waiting.prefix(room))
            state.waiting.removeFirst(delivery.start.count)
            delivery.moreWait = !state.waiting.isEmpty
            return delivery
        }
    }

    /// From here on nobody touches `multi`; what still waited comes back.
    func end() -> (waiting: [Job], farewells: [CheckedContinuation<Void, Never>]) {
        state.withLock { state in
            state.ended = true
            defer {
                state.waiting = []
                state.farewells = []
            }
            return (state.waiting, state.farewells)
        }
    }

    private func wake(_ state: State) {
        if !state.ended { curl_multi_wakeup(multi) }
    }
}
