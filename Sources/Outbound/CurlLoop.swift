import CCurl
import Domain
import Foundation

/// Runs transfers on one thread of its own over libcurl's multi interface.
///
/// No C call blocks the cooperative pool: a caller leaves its transfer in the inbox, wakes the thread and
/// awaits the end. Dropping the last reference breaks off what still runs; `shutdown` lets it finish.
///
/// libcurl holds the thread while it says QUIT to a mail server, so mail gets a loop of its own.
public final class CurlLoop: Sendable {
    public struct Limits: Sendable {
        /// Transfers that wait; one more is refused as unavailable.
        public var queue: Int
        /// Transfers that run at once.
        public var concurrent: Int
        public init(queue: Int = 1024, concurrent: Int = 16) {
            self.queue = queue
            self.concurrent = concurrent
        }
    }

    private let inbox: CurlInbox

    /// Throws `internal` when libcurl cannot be started.
    public init(name: String = "outbound", limits: Limits = Limits()) throws(Fault) {
        precondition(
            limits.queue > 0 && limits.concurrent > 0, "a loop runs and queues at least one transfer")
        guard Self.libcurlIsReady, let multi = curl_multi_init() else {
            throw Fault(.internal, "libcurl does not start; check that libcurl 7.87 or later is installed.")
        }
        let inbox = CurlInbox(multi: multi, capacity: limits.queue)
        self.inbox = inbox
        let thread = Thread {
            CurlThread(inbox: inbox, concurrent: limits.concurrent).run()
        }
        thread.name = name
        thread.stackSize = 1 << 20
        thread.start()
    }

    deinit {
        inbox.close(by: .now)
    }

    /// Runs one transfer to its end, at most `transfer.limits.total` after it started.
    ///
    /// Throws `unavailable` when it never ran (the queue is full, the loop is closing) or was cancelled, and
    /// `invalid` or `tooLarge` when it cannot be run at all. A cancelled transfer may have had its effect.
    public func perform(_ transfer: Transfer) async throws(Fault) -> TransferEnd {
        let id = inbox.nextID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.add(CurlInbox.Job(id: id, transfer: transfer, continuation: continuation))
                // A cancellation that came before the job was there has found nothing to cancel.
                if Task.isCancelled { inbox.cancel(id) }
            }
        } onCancel: {
            inbox.cancel(id)
        }
        return try result.get()
    }

    /// Takes no more, lets what was taken finish for at most `grace`, then breaks the rest off, and returns
    /// when the thread has released everything. May be called again.
    public func shutdown(grace: Duration = .seconds(10)) async {
        inbox.close(by: .now + grace)
        await withCheckedContinuation { inbox.onEnd($0) }
    }

    private static let libcurlIsReady = vc_global_init() == CURLE_OK
}
