import Foundation

/// Named places where a test may kill the process, to prove that a crash there loses nothing. Armed only in debug
/// builds, by `VIDEOCHECK_FAILPOINT=name[:hits]`: the process ends by SIGKILL at that hit.
public enum FailPoint {
    #if DEBUG
        private static let armed: (name: String, hits: Int)? = {
            guard let text = ProcessInfo.processInfo.environment["VIDEOCHECK_FAILPOINT"] else { return nil }
            let parts = text.split(separator: ":")
            return (String(parts.first ?? ""), parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
        }()
        private static let count = FailCount()

        public static func reach(_ name: String) {
            guard let armed, armed.name == name else { return }
            if count.next() >= armed.hits { kill(getpid(), SIGKILL) }
        }
    #else
        @inlinable public static func reach(_ name: String) {}
    #endif
}

#if DEBUG
    import Synchronization

    private final class FailCount: Sendable {
        private let hits = Atomic(0)
        func next() -> Int { hits.add(1, ordering: .relaxed).newValue }
    }
#endif
