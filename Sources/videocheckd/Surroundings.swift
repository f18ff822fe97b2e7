import Domain
import Foundation
import Recordings
import Store

/// What the watcher asks of the machine around the database: disks, the footage directory's identity, loops, ways out
/// that are not configured, certificates.
struct Surroundings: Sendable {
    static let kinds: Set<Alert.Kind> = [
        .diskLow, .diskMissing, .loopLate, .configurationDegraded, .certificateExpiring,
    ]

    let store: CheckStore
    let config: Config
    let footage: FootageDirectory
    let pulse: Pulse
    let certificates: CertificateWatch
    /// Directories whose disks must have room, by the key that names them.
    let directories: [(key: String, path: String)]

    init(
        config: Config, store: CheckStore, footage: FootageDirectory, pulse: Pulse, certificates: CertificateWatch
    ) throws {
        self.store = store
        self.config = config
        self.footage = footage
        self.pulse = pulse
        self.certificates = certificates
        directories = [
            ("state.directory", try config.path("state.directory")), ("recordings.directory", footage.root),
        ]
    }

    func look(_ now: Date) async -> [Alert] {
        async let certificates = certificates.alerts(now)
        return await disks() + loops() + missingWaysOut() + certificates
    }

    private func disks() async -> [Alert] {
        let known = try? await store.database.footageIdentity()
        return await withCheckedContinuation { continuation in
            // A disk may keep a system call waiting, which must not hold a thread of the cooperative pool.
            Thread.detachNewThread { continuation.resume(returning: self.disksNow(known: known ?? nil)) }
        }
    }

    private func disksNow(known: String?) -> [Alert] {
        var found = directories.compactMap { directory -> Alert? in
            guard let space = DiskSpace(of: directory.path), space.isLow else { return nil }
            return Alert(
                .diskLow, subject: directory.path,
                detail: ["free": .string(space.words), "key": .string(directory.key)])
        }
        if let known, (try? footage.identity(making: nil)) != known {
            found.append(Alert(.diskMissing, subject: footage.root))
        }
        return found
    }

    private func loops() -> [Alert] {
        pulse.late().map { Alert(.loopLate, subject: $0) }
    }

    private func missingWaysOut() -> [Alert] {
        ["licensing.url", "mail.url", "center.alert_mail"].filter { config[$0] == nil }.map {
            Alert(.configurationDegraded, subject: $0, reason: "\($0) is not set / 未设置 \($0)")
        }
    }
}

/// Room on a directory's disk.
struct DiskSpace: Sendable {
    let free: UInt64
    let total: UInt64

    /// Nil when the directory cannot be asked.
    init?(of path: String) {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return nil }
        free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
        total = UInt64(facts.f_blocks) * UInt64(facts.f_frsize)
    }

    /// Under 1 GiB, or under 5 % where that is less than 20 GiB: an open session must still find room.
    var isLow: Bool { free < 1 << 30 || (free < total / 20 && free < 20 << 30) }

    var words: String {
        "\((Double(free) / 1e9).formatted(.number.precision(.fractionLength(1)))) GB / \((Double(total) / 1e9).formatted(.number.precision(.fractionLength(1)))) GB"
    }
}
