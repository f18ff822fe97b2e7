import Foundation

/// Named places where a test may kill or stop the process, to prove that what happens there loses nothing. Armed only in
/// debug builds, by `VIDEOCHECK_FAILPOINT=name[:hits[:pause]]`: the process ends by SIGKILL at that hit; with `pause` it
/// stops there by SIGSTOP, at that hit and each later one, until the test lets it go on.
public enum FailPoint {
    #if DEBUG
        private static let armed: (name: String, hits: Int, signal: Int32)? = {
            guard let text = ProcessInfo.processInfo.environment["VIDEOCHECK_FAILPOINT"] else { return nil }
            let parts = text.split(separator: ":")
            let pauses = parts.count > 2 && parts[2] == "pause"
            return (
                String(parts.first ?? ""), parts.count > 1 ? Int(parts[1]) ?? 1 : 1, pauses ? SIGSTOP : SIGKILL
            )
        }()
        private static let count = FailCount()

        public static func reach(_ name: String) {
            guard let armed, armed.name == name else { return }
            if count.next() >= armed.hits { kill(getpid(), armed.signal) }
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
