import ArgumentParser
import Synchronization

/// A way for the backend to misbehave, and for how many requests: `MODE:COUNT`.
struct LicensingFault: ExpressibleByArgument, Sendable {
    enum Mode: String, CaseIterable, Sendable {
        /// Answers 500; nothing takes effect.
        case serverError = "500"
        /// Takes effect, then resets the connection without an answer.
        case resetAfter = "reset-after"
        /// Answers 200 with a page of HTML, as a proxy's login page would; nothing takes effect.
        case html
    }

    let mode: Mode
    let count: Int

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let mode = Mode(rawValue: String(parts[0])), let count = Int(parts[1]),
            count > 0
        else { return nil }
        self.mode = mode
        self.count = count
    }
}

/// The faults still to come, used up one a request in the order given.
final class FaultPlan: Sendable {
    private let left: Mutex<[LicensingFault.Mode]>

    init(_ faults: [LicensingFault]) {
        left = Mutex(faults.flatMap { Array(repeating: $0.mode, count: min($0.count, 10_000)) }.reversed())
    }

    func next() -> LicensingFault.Mode? { left.withLock { $0.popLast() } }
}
