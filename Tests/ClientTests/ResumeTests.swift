import Foundation
import Testing

@testable import videocheck

/// Files in a directory of their own.
@Suite final class ResumeTests {
    private let directory: URL
    private var file: URL { directory.appending(path: "footage.mp4") }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "client-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }).write(to: file)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    private func identity(_ url: URL? = nil) throws -> FileIdentity {
        try SourceFile((url ?? file).path, say: .en).identity()
    }

    private func rewrite(at offset: UInt64, keepingTime: Bool = false) throws {
        let before = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
        let handle = try FileHandle(forUpdating: file)
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: Data([0xFF, 0xFE]))
        try handle.close()
        if keepingTime, let before {
            try FileManager.default.setAttributes([.modificationDate: before], ofItemAtPath: file.path)
        }
    }

    private func ledger() throws -> UploadLedger {
        try UploadLedger(environment: ["XDG_STATE_HOME": directory.path], say: .en)
    }

    private func record(_ identity: FileIdentity, check: String = "chk_1") -> UploadRecord {
        UploadRecord(
            server: "http://h", check: check, check_no: "C2026-00001", recording: "rec_\(check)", path: file.path,
            file: identity, begun_at: "2026-03-02T09:00:00Z")
    }

    @Test func `an untouched file is the same, under another name and on a disk plugged in again`() throws {
        let first = try identity()
        #expect(try identity().isSameFile(as: first))
        let moved = directory.appending(path: "b.mp4")
        try FileManager.default.moveItem(at: file, to: moved)
        #expect(try identity(moved).isSameFile(as: first))
        let elsewhere = FileIdentity(
            device: first.device + 1, inode: first.inode, size: first.size,
            modifiedNanoseconds: first.modifiedNanoseconds, edges: first.edges)
        #expect(elsewhere.isSameFile(as: first))
    }

    @Test(arguments: [0, 150_000, 299_998] as [UInt64])
    func `a write anywhere makes another file`(offset: UInt64) throws {
        let first = try identity()
        try rewrite(at: offset)
        #expect(try !identity().isSameFile(as: first))
    }

    @Test(arguments: [0, 299_998] as [UInt64])
    func `a write at either end is seen although the time was put back`(offset: UInt64) throws {
        let first = try identity()
        try rewrite(at: offset, keepingTime: true)
        #expect(try identity().edges != first.edges)
    }

    @Test func `a copy in its place is another file`() throws {
        let first = try identity()
        let bytes = try Data(contentsOf: file)
        let copy = directory.appending(path: "copy")
        try bytes.write(to: copy)
        #expect(try !identity(copy).isSameFile(as: first))
    }

    @Test func `what is no readable file with bytes in it is refused`() throws {
        let empty = directory.appending(path: "empty")
        try Data().write(to: empty)
        for path in [empty.path, directory.path, directory.path + "/none", "/dev/null"] {
            #expect(throws: Trouble.self) { try SourceFile(path, say: .en) }
        }
    }

    @Test func `a file that grows while it is read is noticed`() throws {
        let source = try SourceFile(file.path, say: .en)
        let first = try source.identity()
        try source.demandUnchanged(since: first)
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([1]))
        try handle.close()
        #expect(throws: Trouble.self) { try source.demandUnchanged(since: first) }
    }

    @Test func `the ledger finds an upload again, for its server and check only`() throws {
        let ledger = try ledger()
        let first = try identity()
        try ledger.keep(record(first))
        guard case .same(let found) = ledger.find(first, path: "/else", check: "chk_1", server: "http://h") else {
            Issue.record("the record was not found")
            return
        }
        #expect(found.recording == "rec_chk_1")
        for (check, server) in [("chk_2", "http://h"), ("chk_1", "http://other")] {
            guard case .none = ledger.find(first, path: file.path, check: check, server: server) else {
                Issue.record("a record of another check or server was found")
                return
            }
        }
        try rewrite(at: 5)
        guard case .changed = ledger.find(try identity(), path: file.path, check: "chk_1", server: "http://h") else {
            Issue.record("a changed file was not noticed")
            return
        }
        ledger.forget(found)
        guard case .none = ledger.find(first, path: file.path, check: "chk_1", server: "http://h") else {
            Issue.record("a forgotten record was found")
            return
        }
    }

    @Test func `a torn record of a crash is passed over`() throws {
        let ledger = try ledger()
        try Data("{\"server\": \"htt".utf8).write(to: ledger.directory.appending(path: "rec_x.json"))
        guard case .none = ledger.find(try identity(), path: file.path, check: "chk_1", server: "http://h") else {
            Issue.record("a torn record was taken for one")
            return
        }
    }

    @Test func `one upload of a file at a time`() throws {
        let ledger = try ledger()
        let first = try identity()
        var held: UploadLedger.Lock? = try ledger.lock(first, check: "chk_1", server: "http://h")
        #expect(throws: Trouble.self) { try ledger.lock(first, check: "chk_1", server: "http://h") }
        #expect(throws: Never.self) { _ = try ledger.lock(first, check: "chk_2", server: "http://h") }
        withExtendedLifetime(held) {}
        held = nil
        #expect(throws: Never.self) { _ = try ledger.lock(first, check: "chk_1", server: "http://h") }
    }
}
