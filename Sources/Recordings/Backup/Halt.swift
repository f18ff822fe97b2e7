import Foundation
import Synchronization

/// Tells blocking work that nobody waits for it any more.
final class Halt: Sendable {
    private let raised = Atomic(false)

    func raise() { raised.store(true, ordering: .relaxed) }

    func check() throws {
        if raised.load(ordering: .relaxed) { throw CancellationError() }
    }

    /// Runs blocking work off the cooperative pool; cancelling the caller halts it at its next block.
    static func offload<T: Sendable>(_ body: @escaping @Sendable (Halt) throws -> T) async throws -> T {
        let halt = Halt()
        return try await withTaskCancellationHandler {
            try await Offload.run { try body(halt) }
        } onCancel: {
            halt.raise()
        }
    }
}
