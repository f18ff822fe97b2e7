import ArgumentParser
import Domain
import Foundation
import Logging
import Recordings
import Store

struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract:
            "Make again what the archive can give: the database, rows of footage, derived files, the full text. Daemon stopped.",
        discussion: """
            A database that is lost is made from its mirror in the footage directory; one that is there is kept. Footage \
            that no row knows gets its row from its manifest; an unfinished upload is taken in as it lies. Files that are \
            derived from an original (table of samples, index, stills) are made again where they are missing or torn. The \
            full text is written anew. Nothing is deleted, originals are only read. Run fsck after it.
            """)
    @OptionGroup var option: ConfigOption

    func run() async throws {
        let config = try option.load()
        let (database, report) = try await orExplain { try await perform(Centre(config)) }
        let problems = (database?.problems ?? []) + report.problems
        for problem in problems { print("PROBLEM: \(problem)") }
        print(
            "\(report.adopted) adopted, \(report.remade) remade, \(report.entries) entries of full text, \(problems.count) problem(s)"
        )
        guard problems.isEmpty else { throw ExitCode.failure }
    }

    private func perform(_ centre: Centre) async throws -> (DatabaseRebuild.Report?, Rebuild.Report) {
        let lock = try StateLock(directory: centre.stateDirectory)
        let footage = FootageDirectory(root: centre.recordingsDirectory)
        let database = try await DatabaseRebuild(
            footage: footage, stateDirectory: centre.stateDirectory, opening: { try OpenState.store(in: $0, centre) }
        ).run(now: Date()) { print($0) }
        if let database { show(database) }
        let state = try OpenState(centre, lock: lock)
        let mirror = DatabaseMirror(store: state.store, directory: footage, logger: Logger(label: "videocheckd"))
        try await mirror.prepare(now: Date())
        // What was just read from it is right.
        let odd = database == nil ? try await mirror.mend(now: Date()) : []
        var report = try await Rebuild(
            store: state.store, directory: footage, worker: WorkerProcess(executable: centre.worker)
        ).run(isFresh: database != nil) { print($0) }
        report.problems += odd
        try await mirror.flush(within: .seconds(3600))
        try state.close()
        return (database, report)
    }

    private func show(_ report: DatabaseRebuild.Report) {
        print(
            """
            the database was lost, and is made from its mirror: \(report.sheets) sheets, as of \(report.mark.at.iso8601)
            audit log: \(report.mark.entries) entries, root \(report.mark.root.hex); this rebuild is on record after them
            What was changed after that moment is not there: ask who worked then.
            """)
        if report.pending > 0 {
            print(
                "\(report.pending) message(s) were still to be sent. They are sent again with the same message ids and idempotency keys: a receiver that has one already recognises it and answers with its first receipt."
            )
        }
    }
}
