import ArgumentParser
import Domain
import Foundation
import Recordings
import Store

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract:
            "Put a backup in place, into the configured state and recordings directories. The daemon must be stopped.",
        discussion: """
            Everything is verified before anything in place changes. What was there is renamed, never deleted. A restore \
            that broke off is finished by running it again.
            """)
    @OptionGroup var option: ConfigOption
    @Option(help: "The directory of the backups.")
    var from: String
    @Option(help: "Which backup, by its name; without it, the newest.")
    var generation: String?
    @Flag(help: "Set a state aside that holds what the backup does not.")
    var force = false
    @Flag(help: "Only read the backup and hold everything to its digests.")
    var verify = false

    func run() async throws {
        let config = try option.load()
        let fsck = try await orExplain { try await perform(config) }
        guard let fsck else { return }
        FsckCommand.show(fsck)
        if !fsck.orphans.isEmpty {
            print("Footage that is newer than the backup was left where it is; nothing was deleted.")
        }
        print(fsck.problems.isEmpty ? "restored" : "restored, with \(fsck.problems.count) problem(s)")
        guard fsck.problems.isEmpty else { throw ExitCode.failure }
    }

    private func perform(_ config: Config) async throws -> Fsck? {
        let centre = try Centre(config)
        let restore = Restore(
            from: URL(fileURLWithPath: from).standardizedFileURL.path, stateDirectory: centre.stateDirectory,
            footage: FootageDirectory(root: centre.recordingsDirectory), keys: centre.vault.marks,
            opening: { try OpenState.store(in: $0, centre) })
        let line = ProgressLine()
        if verify {
            defer { line.end() }
            let manifest = try await restore.verify(generation: generation) { line.show($0) }
            print(
                "backup \(manifest.generation): whole; \(manifest.recordings.count) recordings, \(ByteText.words(manifest.bytes))"
            )
            return nil
        }
        let lock = try StateLock(directory: centre.stateDirectory, forRestore: true)
        let report: Restore.Report
        do {
            defer { line.end() }
            report = try await restore.run(generation: generation, force: force) { line.show($0) }
        }
        show(report, centre)
        let open = try OpenState(centre, lock: lock)
        if let incoming = centre.incoming { await showTaken(since: report.manifest.made_at, in: incoming, open.store) }
        let fsck = try await FsckCommand.look(open)
        try open.close()
        return fsck
    }

    /// The recorders' files of the time since lie put away, and only a person can say that they are to come again.
    private func showTaken(since madeAt: Date, in incoming: String, _ store: CheckStore) async {
        do {
            let paths = try await TakenSince(incoming: incoming, store: store).paths
            guard !paths.isEmpty else { return }
            print(
                """
                \(paths.count) file(s) were taken out of the watched folder after this backup (\(madeAt.iso8601)), and this state does not know them: move them back into \(incoming) to be taken again.
                此备份之后从收取文件夹取走的文件有 \(paths.count) 个，恢复后的系统并不知道它们：请将其移回 \(incoming)，以便重新收取。
                """)
            for path in paths.prefix(20) { print("  \(incoming)/\(path)") }
            if paths.count > 20 { print("  … +\(paths.count - 20)") }
        } catch {
            print(
                """
                Whether files were taken out of the watched folder after this backup cannot be said: \(error)
                无法得知此备份之后是否有文件从收取文件夹取走：\(error)
                """)
        }
    }

    private func show(_ report: Restore.Report, _ centre: Centre) {
        let manifest = report.manifest
        print(
            "backup \(manifest.generation) of \(manifest.made_at.iso8601): every digest verified; \(manifest.recordings.count) recordings, \(ByteText.words(report.copied)) of footage put in place"
        )
        print(
            "audit log: \(manifest.audit.size) entries, root \(manifest.audit.root.hex), verified; this restore is entry \(manifest.audit.size)"
        )
        if let aside = report.setAside {
            print("the old state is set aside in \(centre.stateDirectory)/\(aside)")
            if let loss = report.loss, !loss.isNone {
                print(
                    "  it has \(loss.entries) audit entries and \(loss.checks) new or changed checks that are not here")
            }
        }
        for path in report.replaced { print("other bytes were at \(path): set aside in \(centre.recordingsDirectory)") }
        if report.pending > 0 {
            print(
                "\(report.pending) message(s) were still to be sent at the time of the backup. They are sent again with the same message ids and idempotency keys: a receiver that has one already recognises it and answers with its first receipt."
            )
        }
        print(
            "Results decided after the backup may have reached the licensing backend: when such a check is decided anew, the backend refuses the second result and it is held for a person, with the answer."
        )
        for series in report.moved {
            print("numbers of \(series.name) \(series.year) go on after \(series.last), which is in use")
        }
        for problem in manifest.problems { print("missing in the backup: \(problem)") }
        print(
            "The configuration of that time lies in \(from)/generations/\(manifest.generation)/configuration; yours was not touched."
        )
    }
}
