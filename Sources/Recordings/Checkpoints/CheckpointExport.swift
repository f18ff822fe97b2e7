import Domain
import Foundation
import Logging
import Store
import Synchronization

/// Signs a checkpoint of the audit log each hour in which it grew, and keeps it in places that the database's disk is not
/// in. Before each, the last one that is there is held to the log: a log that was rolled back or rewritten is told of.
public struct CheckpointExport: Sendable {
    public static let kinds: Set<Alert.Kind> = [.auditForked, .checkpointFailed]

    let store: CheckStore
    let archives: [CheckpointArchive]
    let logger: Logger

    private static let name = "checkpoints"
    private static let rhythm: TimeInterval = 3600

    /// - Parameter second: a directory beside the footage's own, on a disk or share that others keep.
    public init(store: CheckStore, footage: FootageDirectory, second: String?, logger: Logger) {
        self.store = store
        archives = [CheckpointArchive(footage: footage)] + (second.map { [CheckpointArchive(directory: $0)] } ?? [])
        self.logger = logger
    }

    public func loop(pulse: Pulse) -> DueLoop {
        let next = NextTime()
        return DueLoop(
            name: Self.name, signal: WakeSignal(), pulse: pulse, allowance: .seconds(120), logger: logger
        ) { now in
            // A clock that was set back must not stop this for years.
            if next.isDue(now, within: Self.rhythm) {
                next.set(now.addingTimeInterval(try await pass(now: now) ? Self.rhythm : 60))
            }
            return now.addingTimeInterval(30)
        }
    }

    /// - Returns: whether each place has what it should.
    func pass(now: Date) async throws -> Bool {
        var alerts: [Alert] = []
        for archive in archives {
            do {
                try await export(to: archive, now: now)
            } catch let fork as Fork {
                alerts.append(Alert(.auditForked, subject: archive.root, reason: fork.words))
                logger.critical("the audit log is not the one that was signed", metadata: ["fault": "\(fork.words)"])
            } catch let fault as Fault {
                alerts.append(Alert(.checkpointFailed, subject: archive.root, reason: fault.message))
            } catch let full as DiskFull {
                alerts.append(Alert(.checkpointFailed, subject: archive.root, reason: "\(full)"))
            }
        }
        try await store.keep(Self.kinds, at: alerts, now: now)
        return alerts.isEmpty
    }

    /// The log does not go on from a checkpoint that was signed for it.
    private struct Fork: Error {
        let words: String
    }

    private func export(to archive: CheckpointArchive, now: Date) async throws {
        let last = try await Offload.run { try archive.newest() }
        let signed = try await store.signedHead(now: now)
        var size = 0
        if let last {
            let head = try demand(last.note, at: last.path, signed)
            guard head.size <= signed.head.size else {
                throw Fork(
                    words:
                        "\(last.path) was signed for \(head.size) entries, and the log has \(signed.head.size): it was rolled back"
                )
            }
            guard try await store.root(ofFirst: head.size) == head.root else {
                throw Fork(words: "the first \(head.size) entries are not those that \(last.path) was signed for")
            }
            size = head.size
        }
        if signed.head.size > size { try await Offload.run { try archive.write(signed) } }
    }

    private func demand(_ note: String, at path: String, _ signed: CheckStore.SignedHead) throws -> TreeHead {
        do {
            let head = try TreeHead(signed.verifier.open(note))
            guard head.origin == signed.head.origin else { throw Fault(.damaged, "it is of the log \(head.origin)") }
            return head
        } catch let fault as Fault {
            throw Fork(words: "\(path): \(fault.message)")
        }
    }
}

/// When a loop is to act again.
private final class NextTime: Sendable {
    private let at = Mutex<Date?>(nil)

    /// - Parameter rhythm: no next time lies further ahead than this.
    func isDue(_ now: Date, within rhythm: TimeInterval) -> Bool {
        at.withLock { $0.map { $0 <= now || $0 > now.addingTimeInterval(rhythm) } ?? true }
    }

    func set(_ date: Date) { at.withLock { $0 = date } }
}
