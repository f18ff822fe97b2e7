import Domain
import Foundation
import MediaJobs
import Store

/// Makes again what can be made from the archive: rows of footage that no row knows, files that are derived from an
/// original, the full text. It deletes nothing, and originals are only read.
public struct Rebuild: Sendable {
    let store: CheckStore
    let directory: FootageDirectory
    let worker: WorkerProcess

    public init(store: CheckStore, directory: FootageDirectory, worker: WorkerProcess) {
        self.store = store
        self.directory = directory
        self.worker = worker
    }

    public struct Report: Sendable {
        /// Recordings that have a row again.
        public var adopted = 0
        /// Recordings whose derived files were made again.
        public var remade = 0
        /// Entries of the full text.
        public var entries = 0
        /// What a person must look at, in words.
        public var problems: [String] = []
    }

    /// - Parameters:
    ///   - isFresh: the database was made of its mirror a moment ago, full text and all.
    ///   - say: told now and then how far it is.
    public func run(isFresh: Bool, _ say: (String) -> Void) async throws -> Report {
        var report = Report()
        try await adopt(&report, say)
        try await remake(&report, say)
        report.entries = try await isFresh ? store.searchEntries() : store.rebuildSearch()
        return report
    }

    private static let batch = 500

    private func adopt(_ report: inout Report, _ say: (String) -> Void) async throws {
        var known: Set<String> = []
        try await eachPage { rows in for row in rows { known.insert(row.path) } }
        known.formUnion(try await store.incoming(states: [.copying], limit: 1000).compactMap(\.folder))
        let orphans = Reconcile(store: store, directory: directory).orphans(known: known)
        for start in stride(from: 0, to: orphans.count, by: Self.batch) {
            let paths = orphans[start..<min(start + Self.batch, orphans.count)]
            var read: [CheckStore.Adopted] = []
            for path in paths {
                do {
                    read.append(try Adoption(directory: directory).read(path))
                } catch let fault as Fault {
                    report.problems.append("\(path): \(fault.message)")
                }
            }
            let unknown = try await store.adopt(read, now: Date())
            report.adopted += read.count - unknown.count
            report.problems += unknown.map {
                "\($0.path): there is no check \($0.checkNo); restore a backup of the database that knows it"
            }
            say("\(report.adopted) recordings have a row again")
        }
    }

    private func remake(_ report: inout Report, _ say: (String) -> Void) async throws {
        var torn: [RecordingRow] = []
        try await eachPage { torn += try await self.torn(among: $0) }
        for row in torn {
            do {
                try await IngestJob(row: row, store: store, folder: directory.folder(row.path), worker: worker).remake()
                report.remade += 1
                say("\(row.id): its derived files are made again")
            } catch let fault as Fault {
                report.problems.append("\(row.id) (\(row.checkNo)): \(fault.message)")
            }
        }
    }

    /// A share of them on each core: every table is read to its end.
    private func torn(among rows: [RecordingRow]) async throws -> [RecordingRow] {
        let share = max(1, rows.count / ProcessInfo.processInfo.activeProcessorCount + 1)
        return try await withThrowingTaskGroup(of: [RecordingRow].self) { group in
            for start in stride(from: 0, to: rows.count, by: share) {
                let part = Array(rows[start..<min(start + share, rows.count)])
                group.addTask { try await Offload.run { try part.filter(isTorn) } }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func isTorn(_ row: RecordingRow) throws -> Bool {
        guard row.state == .ready, let report = try Footage(store: store, directory: directory).describe(row).report
        else { return false }
        let folder = directory.folder(row.path)
        var files = [IngestJob.keyframesFile] + report.stills.map { IngestJob.stillFile($0.slot) }
        if let playable = row.playable { files.append(playable) }
        if files.contains(where: { access("\(folder)/\($0)", R_OK) != 0 }) { return true }
        guard report.samplesOf != nil else { return false }
        do {
            try SampleTableFile("\(folder)/\(IngestJob.samplesFile)").verify()
            return row.playable == VirtualHead.file
                && (try? Digest.sha256(ofFile: "\(folder)/\(VirtualHead.file)")) != row.playableSHA256
        } catch {
            return true
        }
    }

    private func eachPage(_ body: ([RecordingRow]) async throws -> Void) async throws {
        var after: String?
        while true {
            let page = try await store.recordings(check: nil, after: after, limit: 500)
            try await body(page)
            guard page.count == 500 else { return }
            after = page.last?.id.description
        }
    }
}
