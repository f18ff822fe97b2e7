import Domain
import Foundation
import MediaJobs
import Store

/// Footage that lies in the archive and that no row knows: a backup of the database was older than the files, or the
/// database is new. Its manifest says what the row said; without one, the original is taken in as if it had just come.
struct Adoption {
    let directory: FootageDirectory

    /// - Parameter path: of the folder, `<year>/<check_no>/<rec_id>`.
    /// - Throws: `Fault(.damaged)` saying why it is left to a person.
    func read(_ path: String) throws -> CheckStore.Adopted {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 3, let id = ID<Recording>(parts[2]) else {
            throw Fault(.damaged, "its name is not of our making")
        }
        let folder = directory.folder(path)
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(Manifest.fileName)") else {
            return try unfinished(id, parts[1], path, files)
        }
        let manifest: Manifest
        do {
            manifest = try CanonicalJSON.decode(Manifest.self, from: bytes)
        } catch {
            throw Fault(.damaged, "its manifest cannot be read", cause: error)
        }
        guard manifest.schema == "recording_manifest/1", manifest.recording == id, manifest.checkNo == parts[1] else {
            throw Fault(.damaged, "its manifest is of another recording")
        }
        guard files.contains(manifest.original), try size(folder, manifest.original) == manifest.size else {
            throw Fault(.damaged, "its original is missing, or not as long as its manifest says")
        }
        return CheckStore.Adopted(
            id: id, checkNo: manifest.checkNo, filename: manifest.filename, kind: manifest.kind, path: path,
            original: manifest.original, state: manifest.state, size: manifest.size, sha256: manifest.sha256,
            reason: manifest.reason, report: try report(manifest, folder), manifestSHA256: bytes.sha256Hex,
            playable: manifest.playable, playableSHA256: manifest.playableSHA256, madeAt: manifest.announcedAt,
            uploadedAt: manifest.uploadedAt, settledAt: manifest.ingestedAt)
    }

    /// What the row kept of the worker's report; the keyframes have a file of their own.
    private func report(_ manifest: Manifest, _ folder: String) throws -> String? {
        guard var report = manifest.report else { return nil }
        if let bytes = FileManager.default.contents(atPath: "\(folder)/\(IngestJob.keyframesFile)") {
            report.keyframes = (try? CanonicalJSON.decode([Double].self, from: bytes)) ?? []
        }
        return String(decoding: try CanonicalJSON.encode(IngestJob.Summary(report)), as: UTF8.self)
    }

    /// An upload or an ingest that was under way: all that is here is looked at anew.
    private func unfinished(
        _ id: ID<Recording>, _ checkNo: String, _ path: String, _ files: [String]
    ) throws -> CheckStore.Adopted {
        guard let original = files.first(where: { $0.hasPrefix("original.") }) else {
            throw Fault(.damaged, "it holds neither a manifest nor an original")
        }
        let folder = directory.folder(path)
        let changed =
            try FileManager.default.attributesOfItem(atPath: "\(folder)/\(original)")[.modificationDate] as? Date
        return CheckStore.Adopted(
            id: id, checkNo: checkNo, filename: original, kind: "session", path: path, original: original,
            state: .ingesting, size: try size(folder, original), sha256: nil, reason: nil, report: nil,
            manifestSHA256: nil, playable: nil, playableSHA256: nil, madeAt: changed ?? Date(),
            uploadedAt: changed ?? Date(), settledAt: nil)
    }

    private func size(_ folder: String, _ file: String) throws -> Int64 {
        guard !file.contains("/"), let size = try BackupDirectory.size("\(folder)/\(file)") else { return -1 }
        return size
    }
}
