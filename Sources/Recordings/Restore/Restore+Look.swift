import Domain
import Foundation
import Store

/// What must hold before a restore begins.
extension Restore {
    struct Before: Sendable {
        let marker: RestoreMarker
        let loss: SnapshotFile.Loss?
        /// Numbers given out so far, as far as the old state and the footage tell.
        let series: [NumberedSeries]
    }

    /// - Throws: `Fault(.conflict)` saying what would be lost, or whose footage is in the way.
    func look(_ manifest: BackupManifest, force: Bool) throws -> Before {
        try demandKeys(manifest)
        try demandFootage(manifest)
        let unfinished = try RestoreMarker.read(in: stateDirectory)
        let setAside = unfinished?.set_aside ?? "set-aside-\(BackupDirectory.name(Date()))"
        let placing = unfinished?.phase == .placing
        let marker = RestoreMarker(
            from: directory.root, generation: manifest.generation, setAside: setAside,
            phase: placing ? .placing : .staging)
        // Once placing had begun the decision was made, and the old state may lie aside already.
        let aside = "\(stateDirectory)/\(setAside)/\(StoreDatabase.fileName)"
        let inPlace = "\(stateDirectory)/\(StoreDatabase.fileName)"
        let old = placing && access(aside, F_OK) == 0 ? aside : inPlace
        var series = try footageSeries()
        guard access(old, F_OK) == 0 else { return Before(marker: marker, loss: nil, series: series) }
        let backup = try SnapshotFile(path: databaseSource(manifest))
        defer { backup.close() }
        do {
            let state = try SnapshotFile(path: old)
            defer { state.close() }
            let loss = try state.loss(against: backup)
            series += try state.series()
            guard loss.isNone || force || placing else { throw refusal(loss, manifest) }
            return Before(marker: marker, loss: loss, series: series)
        } catch let fault as Fault where fault.kind == .damaged {
            guard force || placing else {
                throw Fault(
                    .conflict,
                    "The database in \(stateDirectory) cannot be read, so nobody can say what would be lost: give --force, and it is set aside (renamed, not deleted).",
                    cause: fault)
            }
            return Before(marker: marker, loss: nil, series: series)
        }
    }

    private func refusal(_ loss: SnapshotFile.Loss, _ manifest: BackupManifest) -> Fault {
        let history =
            loss.sameHistory
            ? "The state in \(stateDirectory) is newer than this backup of \(manifest.made_at.iso8601)"
            : "The state in \(stateDirectory) has another history than this backup"
        return Fault(
            .conflict,
            "\(history): \(loss.entries) entries of its audit log and \(loss.checks) new or changed checks would be lost. Restore a newer generation or into another directory; or give --force, and the old state is set aside (renamed, not deleted)."
        )
    }

    /// The sealed columns must open with the keys that are configured.
    private func demandKeys(_ manifest: BackupManifest) throws {
        for needed in manifest.keys where !keys.contains(needed) {
            let other = keys.contains { $0.id == needed.id }
            throw Fault(
                .invalid,
                other
                    ? "\(needed.id) in the keys file is another key than the backup's (fingerprint \(needed.fingerprint)): put the right keys file in place. Nothing was changed."
                    : "The keys file lacks \(needed.id) (fingerprint \(needed.fingerprint)), without which sealed numbers stay closed: put the right keys file in place. Nothing was changed.",
                field: "keys.file")
        }
        guard manifest.keys.isEmpty || manifest.keys.first == keys.first else {
            throw Fault(
                .invalid,
                "The first key of the keys file must be \(manifest.keys.first?.id ?? "k1"), by which numbers are looked up. Nothing was changed.",
                field: "keys.file")
        }
    }

    /// The recordings directory is this installation's, or has no footage yet.
    private func demandFootage(_ manifest: BackupManifest) throws {
        let found = try footage.identity(making: nil)
        let isEmpty = try BackupDirectory.entries(footage.root).isEmpty
        guard found == nil || found == manifest.installation || isEmpty else {
            throw Fault(
                .conflict,
                "\(footage.root) holds another installation's footage: configure another recordings.directory, or move that footage away. Nothing was changed."
            )
        }
    }

    /// Check numbers that folders of footage tell of, whether or not a row does.
    private func footageSeries() throws -> [NumberedSeries] {
        try BackupDirectory.entries(footage.root).compactMap { folder in
            guard let year = Int(folder), folder.count == 4 else { return nil }
            let last = try BackupDirectory.entries(footage.folder(folder)).compactMap { name -> Int64? in
                guard name.hasPrefix("C\(folder)-") else { return nil }
                return Int64(name.dropFirst(6))
            }.max()
            return last.map { NumberedSeries(name: "check", year: year, last: $0) }
        }
    }
}
