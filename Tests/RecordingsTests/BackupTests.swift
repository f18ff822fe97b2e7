import Domain
import Foundation
import Store
import Testing

@testable import Recordings

/// What a backup may remove, what it may not, and what it leaves when it fails.
@Suite struct BackupTests {
    private func run(_ backup: Backup, _ directory: String, keep: Int? = nil) async throws -> Backup.Report {
        try await backup.run(.init(directory: directory, keep: keep, fresh: false)) { _ in }
    }

    @Test(arguments: [
        "state/backup", "footage/backup", "incoming/backup", "state", "footage", "incoming", ".", "link", "link/below",
        "outside",
    ])
    func `a backup directory in or around what it protects is refused, whatever its name`(place: String) async throws {
        try await Archive.with { archive in
            try FileManager.default.createSymbolicLink(
                atPath: "\(archive.base)/link", withDestinationPath: archive.footage.root)
            try FileManager.default.createDirectory(
                atPath: "\(archive.base)/outside", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(archive.base)/outside/footage", withDestinationPath: archive.footage.root)
            let film = try archive.write("film", to: "footage/2026/C2026-00001/rec_1/original.mp4")
            let refused = await fault {
                _ = try await run(
                    archive.backup(incoming: archive.incoming),
                    URL(filePath: "\(archive.base)/\(place)").standardizedFileURL.path, keep: 1)
            }
            #expect(refused?.kind == .invalid && refused?.message.contains("lies inside") == true, "\(refused as Any)")
            #expect(access(film, F_OK) == 0)
        }
    }

    @Test func `an archive of footage under another name is no backup directory`() async throws {
        try await Archive.with { archive in
            try archive.write("another's", to: "mounted/\(FootageDirectory.identityFile)")
            let refused = await fault { _ = try await run(archive.backup(), "\(archive.base)/mounted") }
            #expect(refused?.message.contains("is an archive of footage") == true)
        }
    }

    @Test func `only content under its digest is removed, and only when a kept generation says what is wanted`()
        async throws
    {
        try await Archive.with { archive in
            let backup = "\(archive.base)/backup"
            _ = try await run(archive.backup(), backup)
            let digest = String(repeating: "0a", count: 32)
            let litter = [
                "2026/C2026-00001", "0a/short", "0b/\(digest)", "notes.txt", "0a/\(digest.uppercased())",
            ].map { "backup/footage/\($0)" }
            for path in litter { try archive.write("not ours to remove", to: path) }
            try archive.write("of a generation that is gone", to: "backup/footage/0a/\(digest)")
            try archive.write("another's", to: "backup/generations/photographs/a.jpg")
            let directory = BackupDirectory(root: backup)
            try directory.removeUnreferenced(keeping: [])
            #expect(archive.exists("backup/footage/0a/\(digest)"))
            let report = try await run(archive.backup(), backup, keep: 1)
            let left = try directory.generations()
            #expect(report.removed.count == 1 && left == [report.generation])
            #expect(!archive.exists("backup/footage/0a/\(digest)"))
            for path in litter { #expect(archive.exists(path), "\(path)") }
            #expect(archive.exists("backup/generations/photographs/a.jpg"))
        }
    }

    @Test func `what cannot be read is not taken for absent, and nothing is removed`() async throws {
        try await Archive.with { archive in
            let backup = "\(archive.base)/backup"
            let first = try await run(archive.backup(), backup)
            let directory = BackupDirectory(root: backup)
            // As a share that falters: the folder of generations is there and does not open.
            try FileManager.default.moveItem(atPath: directory.generationsFolder, toPath: backup + "/aside")
            try archive.write("no folder", to: "backup/generations")
            #expect(throws: Fault.self) { try directory.generations() }
            #expect(throws: Fault.self) { try directory.removeUnfinished() }
            #expect(throws: Fault.self) { try BackupDirectory.size(directory.generationsFolder + "/x") }
            try FileManager.default.removeItem(atPath: directory.generationsFolder)
            #expect(try directory.generations() == [])
            try FileManager.default.moveItem(atPath: backup + "/aside", toPath: directory.generationsFolder)
            // A loop of links stands in for a manifest that cannot be read.
            let manifest = "\(directory.generation(first.generation))/\(BackupManifest.fileName)"
            try FileManager.default.removeItem(atPath: directory.footage)
            try FileManager.default.createSymbolicLink(
                atPath: directory.footage, withDestinationPath: directory.footage)
            #expect(throws: Fault.self) { try directory.holds(String(repeating: "a", count: 64), size: 1) }
            #expect(access(manifest, F_OK) == 0)
        }
    }

    @Test func `the snapshot leaves the state directory, also after a process that died over it`() async throws {
        try await Archive.with { archive in
            _ = try await run(archive.backup(), "\(archive.base)/backup")
            let snapshots = {
                try FileManager.default.contentsOfDirectory(atPath: archive.state).filter { $0.hasPrefix(".snapshot") }
            }
            #expect(try snapshots() == [])
            let left = StoreDatabase.freshSnapshot(in: archive.state)
            for suffix in ["", "-journal"] { try Data("torn".utf8).write(to: URL(filePath: left + suffix)) }
            let occupied = "\(archive.base)/occupied"
            try archive.write("no folder", to: "occupied")
            #expect(await fault { _ = try await run(archive.backup(), occupied) } != nil)
            #expect(try snapshots().count == 2)
            try archive.store.database.close()
            let again = try StoreDatabase(directory: archive.state) { _ in }
            #expect(try snapshots() == [])
            try again.close()
        }
    }

    @Test func `a try that fails takes back what it had added`() async throws {
        try await Archive.with { archive in
            _ = try await archive.uploaded("one film")
            let second = try await archive.uploaded("another film")
            let backup = BackupDirectory(root: "\(archive.base)/backup")
            // The shelf of the second film's digest cannot be made.
            let shelf = Data("another film".utf8).sha256Hex.prefix(2)
            try archive.write("in the way", to: "backup/footage/\(shelf)")
            #expect(await fault { _ = try await run(archive.backup(), backup.root) } != nil)
            #expect(
                !archive.exists(
                    "backup/footage/\(Data("one film".utf8).sha256Hex.prefix(2))/\(Data("one film".utf8).sha256Hex)"))
            #expect(try backup.generations() == [] && archive.exists("footage/\(second.path)/original.mp4"))
            try FileManager.default.removeItem(atPath: "\(backup.footage)/\(shelf)")
            #expect(try await run(archive.backup(), backup.root).recordings == 2)
        }
    }

    @Test func `after a restore the files that were taken since are named`() async throws {
        try await Archive.with { archive in
            let old = try archive.write("before", to: "incoming/\(archive.checkNo) old.mp4")
            _ = try await archive.watcher().pass(now: Date())
            #expect(access(old, F_OK) != 0)
            let later = ID<Incoming>.new(Date())
            try archive.write("since", to: "incoming/.taken/2026-03-05/\(later)/new.mp4")
            try archive.write("{}", to: "incoming/.taken/2026-03-05/\(later)/new.mp4.json")
            let found = try await TakenSince(incoming: archive.incoming, store: archive.store)
            #expect(found.paths == [".taken/2026-03-05/\(later)/new.mp4"])
        }
    }
}
