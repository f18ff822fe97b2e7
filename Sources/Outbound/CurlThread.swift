import CCurl
import Domain
import Foundation

/// The body of the loop's thread: it alone owns the exchanges and drives the multi handle.
struct CurlThread: ~Copyable {
    private struct Running {
        let job: CurlInbox.Job
        let exchange: Exchange
    }

    private let inbox: CurlInbox
    private let concurrent: Int
    private var running: [UnsafeMutableRawPointer: Running] = [:]

    init(inbox: CurlInbox, concurrent: Int) {
        self.inbox = inbox
        self.concurrent = concurrent
    }

    consuming func run() {
        Self.blockPipeSignal()
        while true {
            let delivery = inbox.take(room: concurrent - running.count)
            drop(delivery)
            for job in delivery.start { start(job) }
            var stillRunning: Int32 = 0
            if curl_multi_perform(inbox.multi, &stillRunning) != CURLM_OK {
                abandonAll(Fault(.unavailable, "libcurl reports a broken loop; this is tried again later."))
            }
            let harvested = harvest()
            if let closeBy = delivery.closeBy, closeBy <= .now || (running.isEmpty && !delivery.moreWait) {
                break
            }
            // A slot that came free may have a job waiting for it.
            curl_multi_poll(inbox.multi, nil, 0, harvested ? 0 : Self.patience(until: delivery.closeBy), nil)
        }
        finish()
    }

    private mutating func start(_ job: CurlInbox.Job) {
        do throws(Fault) {
            let exchange = try Exchange(job.transfer)
            guard curl_multi_add_handle(inbox.multi, exchange.easy) == CURLM_OK else {
                throw Fault(.unavailable, "libcurl takes no further transfer; it is tried again later.")
            }
            running[exchange.easy] = Running(job: job, exchange: exchange)
        } catch {
            job.continuation.resume(returning: .failure(error))
        }
    }

    private mutating func drop(_ delivery: CurlInbox.Delivery) {
        for job in delivery.dropped { job.continuation.resume(returning: .failure(Self.cancelled)) }
        guard !delivery.cancelled.isEmpty else { return }
        let ids = Set(delivery.cancelled)
        for (easy, entry) in running where ids.contains(entry.job.id) {
            release(easy)?.job.continuation.resume(returning: .failure(Self.cancelled))
        }
    }

    /// True when at least one transfer came to its end.
    private mutating func harvest() -> Bool {
        var any = false
        var easy: UnsafeMutableRawPointer?
        var code = CURLE_OK
        while vc_multi_next_done(inbox.multi, &easy, &code) == 1 {
            guard let handle = easy, let entry = release(handle) else { continue }
            entry.job.continuation.resume(returning: .success(entry.exchange.end(code)))
            any = true
        }
        return any
    }

    /// Off the multi handle before the exchange frees its memory.
    private mutating func release(_ easy: UnsafeMutableRawPointer) -> Running? {
        guard let entry = running.removeValue(forKey: easy) else { return nil }
        curl_multi_remove_handle(inbox.multi, easy)
        return entry
    }

    private mutating func abandonAll(_ fault: Fault) {
        for easy in Array(running.keys) { release(easy)?.job.continuation.resume(returning: .failure(fault)) }
    }

    private mutating func finish() {
        let stopped = Fault(
            .unavailable, "The service stopped before this was over; it is sent again after its next start.")
        abandonAll(stopped)
        let (waiting, farewells) = inbox.end()
        curl_multi_cleanup(inbox.multi)
        for job in waiting { job.continuation.resume(returning: .failure(stopped)) }
        for farewell in farewells { farewell.resume() }
    }

    private static var cancelled: Fault {
        Fault(.unavailable, "The transfer was cancelled; whether the receiver has it is not known.")
    }

    /// Milliseconds; wake-ups end it early, and libcurl's own timers too.
    private static func patience(until closeBy: ContinuousClock.Instant?) -> Int32 {
        guard let closeBy else { return 1000 }
        return Int32(min(1000, max(Duration.milliseconds(1), closeBy - .now).milliseconds))
    }

    /// A peer that closes while TLS writes would otherwise end the process: with CURLOPT_NOSIGNAL libcurl
    /// leaves SIGPIPE to us.
    private static func blockPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
