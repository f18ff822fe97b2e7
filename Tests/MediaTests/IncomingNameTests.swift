import Domain
import Foundation
import Testing

@testable import Recordings

/// What the watched folder makes of names and sidecars, before it opens a recording.
@Suite struct IncomingNameTests {
    @Test(arguments: [
        ("film.mp4", IncomingName.Kind.recording), ("FILM.MP4", .recording), ("film", .recording),
        ("核查.ts", .recording),
        ("film.mp4.json", .sidecar), ("film.JSON", .sidecar), ("film.mp4.part", .ignored), ("film.TMP", .ignored),
        ("film.mp4.crdownload", .ignored), (".film.mp4", .ignored), ("~$film.mp4", .ignored), ("film.mp4~", .ignored),
        ("Thumbs.db", .ignored), ("desktop.ini", .ignored), ("part", .recording), (".json", .ignored),
    ])
    func `a name says what the file is`(name: String, kind: IncomingName.Kind) {
        #expect(IncomingName.kind(Array(name.utf8)) == kind)
    }

    @Test func `a sidecar has the file's name or its stem`() {
        func sidecars(_ name: String) -> [String] {
            IncomingName.sidecars(of: Array(name.utf8)).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(sidecars("film.mp4") == ["film.mp4.json", "film.json"])
        #expect(sidecars("film") == ["film.json"])
        #expect(sidecars("a.b.mp4") == ["a.b.mp4.json", "a.b.json"])
    }

    @Test func `a path shows itself, and what would not show is escaped`() {
        #expect(FolderPath(bytes: Array("日期/核查 1.mp4".utf8)).shown == "日期/核查 1.mp4")
        #expect(FolderPath.shown(Array("a\u{7}\u{202e}b\u{2028}".utf8)) == "a\\u{7}\\u{202e}b\\u{2028}")
        #expect(FolderPath.shown([0xFF, 0x41, 0xC3, 0x28, 0xE6, 0xA0]) == "\\xffA\\xc3(\\xe6\\xa0")
        #expect(FolderPath.shown(Array("é👩‍🔬".utf8)).hasPrefix("é👩"))
    }

    @Test func `a path knows its names, its folder and what lies in it`() {
        let path = FolderPath(bytes: Array("a/b/c.mp4".utf8))
        #expect(path.name == Array("c.mp4".utf8) && path.names.count == 3 && !path.isFolder)
        #expect(path.parent == FolderPath.root.folder(Array("a".utf8)).folder(Array("b".utf8)))
        #expect(path.lies(in: path.parent) && path.lies(in: .root))
        #expect(!FolderPath(bytes: Array("ab/c".utf8)).lies(in: FolderPath(bytes: Array("a/".utf8))))
    }

    @Test func `a sidecar's fields are read strictly, and what else it says is left alone`() throws {
        let json = #"{"check": "C2026-00017", "kind": "evidence", "started_at": "2026-11-24T09:00:00+08:00", "x": [1]}"#
        let sidecar = try Sidecar(json: Data(json.utf8))
        #expect(sidecar.check == "C2026-00017" && sidecar.kind == .evidence)
        for bad in ["{}", "[]", "", #"{"check": null}"#, #"{"check": "C2026-00017", "kind": "film"}"#] {
            #expect(throws: Fault.self) { try Sidecar(json: Data(bad.utf8)) }
        }
    }

    @Test func `a file that is open for writing is known as such, and one that is not as done`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "lease-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        OpenWriters.expectLeaseBreaks()
        let writer = open(path, O_WRONLY | O_CREAT, 0o600)
        let reader = open(path, O_RDONLY)
        defer { close(reader) }
        #expect(OpenWriters.of(reader) == .some)
        close(writer)
        #expect(OpenWriters.of(reader) == .none)
    }

    @Test func `a mount's type is found by its device number`() {
        let mounts = """
            22 1 8:1 / / rw - ext4 /dev/sda1 rw
            40 22 0:52 / /srv/rec\\040orders rw,relatime shared:1 master:2 - nfs4 nas:/rec rw,vers=4.2
            """
        #expect(OpenWriters.fileSystem(of: 0x801, in: mounts) == "ext4")
        #expect(OpenWriters.fileSystem(of: 52, in: mounts) == "nfs4")
        #expect(OpenWriters.fileSystem(of: 99, in: mounts) == nil)
    }
}
