import Domain
import Foundation
import Logging
import ServiceLifecycle
import Store
import Synchronization

/// A due loop as a service: cancelled at shutdown, so that no new pass begins.
struct LoopService: ServiceLifecycle.Service {
    let loop: DueLoop

    func run() async throws {
        await cancelWhenGracefulShutdown { await loop.run() }
    }
}

/// Counts listeners that are up.
final class Readiness: Sendable {
    private let up = Mutex(0)
    let signal = WakeSignal()

    func listenerUp() {
        up.withLock { $0 += 1 }
        signal.wake()
    }

    var count: Int { up.withLock { $0 } }
}

/// Tells systemd READY when both listeners are up, WATCHDOG only where it is asked for and while every loop progresses,
/// STOPPING at the end.
struct SystemdService: ServiceLifecycle.Service {
    let notify: SystemdNotify?
    let pulse: Pulse
    let logger: Logger
    let listeners: Int
    let readiness = Readiness()

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled && readiness.count < listeners { await readiness.signal.wait(atMost: .seconds(5)) }
            guard !Task.isCancelled else { return }
            notify?.send("READY=1\nSTATUS=serving")
            logger.info("ready")
            while !Task.isCancelled {
                let late = pulse.late()
                if late.isEmpty {
                    if notify?.watchdogInterval != nil { notify?.send("WATCHDOG=1") }
                } else {
                    logger.critical("loops are late", metadata: ["loops": "\(late.joined(separator: ", "))"])
                }
                try? await Task.sleep(for: notify?.watchdogInterval ?? .seconds(15))
            }
        }
        notify?.send("STOPPING=1")
    }
}
