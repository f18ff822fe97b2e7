import Foundation

/// Where blocking file work runs: never on the cooperative pool.
enum Offload {
    private static let queue = DispatchQueue(label: "videocheck.files", attributes: .concurrent)

    static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Starts work that nobody may be able to wait for.
    static func start(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }
}
