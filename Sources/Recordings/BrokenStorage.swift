import Domain
import Synchronization

/// A sync that failed. The kernel then counts the pages as clean and forgets the error, so that asking again would say
/// "durable" of bytes that are nowhere: whoever runs must end, and look at the disk anew at its next start.
public enum BrokenStorage {
    private static let handler = Mutex<(@Sendable (Fault) -> Void)?>(nil)

    /// Names who ends the process. A command that runs alone ends by the fault itself.
    public static func onFault(_ end: @escaping @Sendable (Fault) -> Void) { handler.withLock { $0 = end } }

    static func tell(_ fault: Fault) -> Fault {
        handler.withLock { $0 }?(fault)
        return fault
    }
}
