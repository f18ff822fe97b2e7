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
        let fsck = try await FsckCommand.look(open)
        try open.close()
        return fsck
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
