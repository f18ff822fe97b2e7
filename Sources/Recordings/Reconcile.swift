import Domain
import Foundation
import Store

/// Rows against files: every digest read again, every folder accounted for. Nothing is deleted or repaired.
public struct Reconcile: Sendable {
    let store: CheckStore
    let directory: FootageDirectory

    public init(store: CheckStore, directory: FootageDirectory) {
        self.store = store
        self.directory = directory
    }

    public func fsck(_ report: inout Fsck) async throws {
        var after: String?
        var folders: Set<String> = []
        var count = 0
        while true {
            let page = try await store.recordings(check: nil, after: after, limit: 500)
            for row in page {
                count += 1
                folders.insert(row.path)
                for problem in try problems(row) { report.found("\(row.id) (\(row.checkNo)): \(problem)") }
            }
            guard page.count == 500 else { break }
            after = page.last?.id.description
        }
        report.looked(at: "recordings", count)
        // A copy from the watched folder may lie in its place already, just before its row says so.
        folders.formUnion(try await store.incoming(states: [.copying], limit: 1000).compactMap(\.folder))
        for folder in orphans(known: folders) { report.found(orphan: folder) }
    }

    private func problems(_ row: RecordingRow) throws -> [String] {
        let folder = directory.folder(row.path)
        let path = "\(folder)/\(row.original)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let size = attributes[.size] as? Int64
        else {
            // An upload that ended between its row and its first byte has nothing to lose.
            return row.state == .uploading ? [] : ["the original is missing"]
        }
        var problems: [String] = []
        switch row.state {
        case .uploading:
            if let length = row.length, size > length { problems.append("more bytes than announced") }
        case .ingesting:
            if size != row.size { problems.append("\(size) bytes on disk, \(row.size ?? 0) on record") }
        case .ready, .quarantined:
            let now = try Digest.of(file: path)
            if now.sha256 != row.sha256 {
                let words = Damage(row: row, folder: folder).words(now)
                problems.append("the original does not match its digest: \(words)")
            }
            let manifest = FileManager.default.contents(atPath: "\(folder)/\(Manifest.fileName)")
            if manifest?.sha256Hex != row.manifestSHA256 { problems.append("the manifest does not match its digest") }
            if let file = row.playable, file != row.original,
                (try? Digest.sha256(ofFile: "\(folder)/\(file)")) != row.playableSHA256
            {
                problems.append("the playable copy does not match its digest")
            }
            if row.state == .ready, let problem = samplesProblem(row, folder) { problems.append(problem) }
        }
        return problems
    }

    private func samplesProblem(_ row: RecordingRow, _ folder: String) -> String? {
        do {
            let report = try Footage(store: store, directory: directory).describe(row).report
            guard report?.samplesOf != nil else { return nil }
            try SampleTableFile("\(folder)/\(IngestJob.samplesFile)").verify()
            return nil
        } catch {
            return "the sample table is missing or torn"
        }
    }

    /// Folders three levels down (`year/check/recording`) that no row names.
    func orphans(known: Set<String>) -> [String] {
        func children(_ path: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: directory.folder(path))) ?? [])
                .filter { !$0.hasPrefix(".") }.sorted()
        }
        return children("").flatMap { year in
            children(year).flatMap { check in
                children("\(year)/\(check)").map { "\(year)/\(check)/\($0)" }
            }
        }.filter { !known.contains($0) }
    }
}
