import ArgumentParser
import Documents
import Domain
import Foundation
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
        let report = try await orExplain { try await look(config) }
        for (what, count) in report.counts { print("\(what): \(count)") }
        for problem in report.problems { print("PROBLEM: \(problem)") }
        print(report.problems.isEmpty ? "clean" : "\(report.problems.count) problem(s)")
        guard report.problems.isEmpty else { throw ExitCode.failure }
    }

    private func look(_ config: Config) async throws -> Fsck {
        let centre = try Centre(config)
        let lock = try StateLock(directory: centre.stateDirectory)
        defer { withExtendedLifetime(lock) {} }
        let database = try StoreDatabase(directory: centre.stateDirectory) { complain("\($0)") }
        let store = CheckStore(
            database: database, vault: centre.vault,
            surroundings: .init(
                rules: centre.rules, calendar: centre.calendar, timeZone: centre.timeZone, centerName: centre.name,
                publicURL: centre.publicURL, renderer: try NoticeRenderer().renderer, clockSynchronised: { false }))
        var report = Fsck()
        try store.fsckDatabase(&report)
        try await Reconcile(store: store, directory: FootageDirectory(root: centre.recordingsDirectory)).fsck(&report)
        // Only under the lock, as here: the daemon and doctor show it.
        try await store.note(
            FsckFact(at: Date(), problems: report.problems.count, first: report.problems.first))
        try database.close()
        return report
    }
}
