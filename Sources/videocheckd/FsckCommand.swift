import ArgumentParser
import Domain
import Foundation
import Logging
import Recordings
import Store

struct FsckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fsck",
        abstract: "Compare database, audit log, footage and digests; repair nothing. The daemon must be stopped."
    )
    @OptionGroup var option: ConfigOption

    func run() async throws {
        let config = try option.load()
        let report = try await orExplain {
            let state = try OpenState(Centre(config))
            let report = try await Self.look(state)
            try state.close()
            return report
        }
        Self.show(report)
        let count = report.problems.count + report.orphans.count
        print(count == 0 ? "clean" : "\(count) problem(s)")
        guard count == 0 else { throw ExitCode.failure }
    }

    static func look(_ state: OpenState) async throws -> Fsck {
        var report = Fsck()
        try state.store.fsckDatabase(&report)
        let directory = FootageDirectory(root: state.centre.recordingsDirectory)
        try await Reconcile(store: state.store, directory: directory).fsck(&report)
        try await DatabaseMirror(store: state.store, directory: directory, logger: Logger(label: "videocheckd")).fsck(
            &report)
        // Only under the lock, as here: the daemon and doctor show it.
        try await state.store.note(
            FsckFact(
                at: Date(), problems: report.problems.count + report.orphans.count,
                first: report.problems.first ?? report.orphans.first))
        return report
    }

    static func show(_ report: Fsck) {
        for (what, count) in report.counts { print("\(what): \(count)") }
        for problem in report.problems { print("PROBLEM: \(problem)") }
        for orphan in report.orphans { print("ORPHAN: \(orphan) holds footage that no row knows") }
    }
}
