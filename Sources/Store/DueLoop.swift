import Domain
import Foundation
import Logging

/// A loop that asks *which rows are due?*, works them off, and waits for the next. Each pass claims, acts and settles;
/// nothing is kept in memory, so a crash anywhere makes the row due again.
public struct DueLoop: Sendable {
    public let name: String
    private let signal: WakeSignal
    private let pulse: Pulse
    private let allowance: Duration
    private let logger: Logger
    /// Works off what is due at `now` and says when to look again; nil: at the next wake-up.
    private let pass: @Sendable (_ now: Date) async throws -> Date?

    /// - Parameter allowance: how long one pass may take before the watchdog calls it hung.
    public init(
        name: String, signal: WakeSignal, pulse: Pulse, allowance: Duration, logger: Logger,
        pass: @escaping @Sendable (_ now: Date) async throws -> Date?
    ) {
        self.name = name
        self.signal = signal
        self.pulse = pulse
        self.allowance = allowance
        self.logger = logger
        self.pass = pass
    }

    /// Runs until cancelled. A pass that fails is logged and tried again after `pauseAfterFault`.
    public func run() async {
        while !Task.isCancelled {
            pulse.beat(name, allowance: allowance + Self.longestWait)
            var wait = Self.longestWait
            do {
                if let next = try await pass(Date()) {
                    wait = min(wait, max(.milliseconds(1), .seconds(next.timeIntervalSinceNow)))
                }
            } catch is CancellationError {
                break
            } catch {
                logger.error("a pass failed", metadata: ["loop": "\(name)", "fault": "\(error)"])
                wait = Self.pauseAfterFault
            }
            await signal.wait(atMost: wait)
        }
        pulse.rest(name)
    }

    static let longestWait: Duration = .seconds(30)
    static let pauseAfterFault: Duration = .seconds(5)
}
