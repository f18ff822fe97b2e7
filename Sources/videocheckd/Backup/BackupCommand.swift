import ArgumentParser
import Domain
import Foundation
import Recordings
import Store

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy database, footage and configuration to a directory; works while the daemon runs and when not.",
        discussion: """
            Footage is copied once and shared by all backups in a directory. The keys file is not copied: keep a copy of \
            it in another safe place. What the running daemon has begun goes on when this command is ended.
            """)
    @OptionGroup var option: ConfigOption
    @Option(help: "The directory to back up to; without it, backup.directory of the configuration.")
    var to: String?
    @Option(help: "Keep this many backups and remove older ones once the new one is whole.")
    var keep: Int?
    @Flag(help: "Begin in a directory that held backups before and was emptied on purpose.")
    var fresh = false

    func run() async throws {
        let config = try option.load()
        let report = try await orExplain { try await perform(config) }
        show(report, config)
        guard report.problems.isEmpty else { throw ExitCode.failure }
    }

    private func perform(_ config: Config) async throws -> Backup.Report {
        guard
            let directory = to.map({ URL(fileURLWithPath: $0).standardizedFileURL.path })
                ?? config.pathIfAny("backup.directory")
        else {
            throw ConfigError(
                file: config.file, line: nil, key: "backup.directory",
                text: "is missing: set a directory on another disk, or give --to DIR")
        }
        let wish = Backup.Wish(directory: directory, keep: keep, fresh: fresh)
        let line = ProgressLine()
        defer { line.end() }
        let state = try config.path("state.directory")
        let lock: StateLock
        do {
            lock = try StateLock(directory: state)
        } catch let busy as Fault where busy.kind == .conflict {
            if let report = try await ControlClient(directory: state).backup(wish, progress: { line.show($0) }) {
                return report
            }
            throw busy
        }
        guard access("\(state)/\(StoreDatabase.fileName)", F_OK) == 0 else {
            throw Fault(.notFound, "There is no database in \(state): is state.directory right?")
        }
        let open = try OpenState(Centre(config), lock: lock)
        let backup = Backup(
            store: open.store, footage: FootageDirectory(root: open.centre.recordingsDirectory), stateDirectory: state,
            incoming: open.centre.incoming, keys: open.centre.vault.marks,
            configuration: { try ConfigurationCopy(config).files() })
        let report = try await backup.run(wish) { line.show($0) }
        try open.close()
        return report
    }

    private func show(_ report: Backup.Report, _ config: Config) {
        print(
            "backup \(report.generation): \(report.recordings) recordings, \(ByteText.words(report.bytes)), of which \(ByteText.words(report.copied)) had to be copied"
        )
        print("audit log: \(report.auditSize) entries, root \(report.auditRoot)")
        let keys = report.keys.map { "\($0.id) (fingerprint \($0.fingerprint))" }.joined(separator: ", ")
        print(
            "keys: \(keys). The keys file \((try? config.path("keys.file")) ?? "") is NOT in the backup: keep a copy of it in another safe place. Without it the sealed numbers cannot be read."
        )
        if !report.removed.isEmpty { print("removed: \(report.removed.joined(separator: ", "))") }
        for problem in report.problems { print("PROBLEM: \(problem)") }
    }
}
