import ArgumentParser
import Domain
import Foundation
import Recordings
import Store

struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract:
            "Make again what the archive can give: rows of footage, derived files, the full text. Daemon stopped.",
        discussion: """
            Footage that no row knows gets its row from its manifest; an unfinished upload is taken in as it lies. Files \
            that are derived from an original (table of samples, index, stills) are made again where they are missing or \
            torn. The full text is written anew. Nothing is deleted, originals are only read. Run fsck after it.
            """)
    @OptionGroup var option: ConfigOption

    func run() async throws {
        let config = try option.load()
        let report = try await orExplain {
            let state = try OpenState(Centre(config))
            let rebuild = Rebuild(
                store: state.store, directory: FootageDirectory(root: state.centre.recordingsDirectory),
                worker: WorkerProcess(executable: state.centre.worker))
            let report = try await rebuild.run { print($0) }
            try state.close()
            return report
        }
        for problem in report.problems { print("PROBLEM: \(problem)") }
        print(
            "\(report.adopted) adopted, \(report.remade) remade, \(report.entries) entries of full text, \(report.problems.count) problem(s)"
        )
        guard report.problems.isEmpty else { throw ExitCode.failure }
    }
}
