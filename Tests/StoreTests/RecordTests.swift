import Domain
import Foundation
import GRDB
import Store
import Testing

/// What the record promises: it stays, it can be recomputed, and it gives no one's number away.
@Suite struct RecordTests {
    @Test(arguments: [
        "UPDATE event SET at = 0", "DELETE FROM event", "UPDATE audit_leaf SET entry = x'00'",
        "DELETE FROM audit_leaf", "UPDATE audit_node SET hash = zeroblob(32)", "DELETE FROM audit_node",
        "UPDATE document SET bytes = x'00'",
    ])
    func `the record refuses to be changed`(sql: String) async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let before = try await centre.database.auditCheckpoint()
            await #expect(throws: Fault.self) { try await centre.execute(sql) }
            #expect(try await centre.database.auditCheckpoint() == before)
        }
    }

    @Test func `the schema holds a row to its state`() async throws {
        try await Centre.with { centre in
            let id = try await centre.requested()
            for sql in [
                "UPDATE \"check\" SET state = 'approved'", "UPDATE \"check\" SET state = 'unheard_of'",
                "UPDATE \"check\" SET closed_at = 1", "DELETE FROM application",
                "UPDATE \"check\" SET approved_at = 1, state = 'passed'",
            ] {
                await #expect(throws: Fault.self, "\(sql)") { try await centre.execute(sql) }
            }
            #expect(try await centre.store.story(id).check.state == .requested)
        }
    }

    /// RFC 6962, section 2.1, as it is written there.
    private func root(_ leaves: ArraySlice<Data>) -> Hash32 {
        if leaves.isEmpty { return Hash32.sha256(of: Data()) }
        if leaves.count == 1 { return Hash32.sha256(of: Data([0]), leaves[leaves.startIndex]) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return Hash32.sha256(of: Data([1]), root(leaves[..<middle]).data, root(leaves[middle...]).data)
    }

    @Test func `the audit root follows from the entries, and each entry can be proven`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let entries = try await centre.database.auditEntries(from: 0, limit: 10_000)
            let checkpoint = try await centre.database.auditCheckpoint()
            #expect(entries.count > 8 && checkpoint.size == entries.count)
            #expect(entries.map(\.index) == Array(0..<Int64(entries.count)))
            #expect(checkpoint.root == root(entries.map(\.entry)[...]))
            for line in entries {
                let proof = try await centre.database.auditProof(entry: Int(line.index), size: nil)
                #expect(line.leaf == MerkleTree.leafHash(line.entry))
                #expect(
                    MerkleTree.verifyInclusion(
                        leafHash: line.leaf, index: Int(line.index), size: checkpoint.size,
                        proof: proof.hashes, root: checkpoint.root))
            }
            let beyond = await fault { _ = try await centre.database.auditProof(entry: entries.count, size: nil) }
            #expect(beyond?.kind == .notFound)
        }
    }

    @Test func `the log of any moment is proven to be the beginning of any later one`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            let size = try await centre.database.auditCheckpoint().size
            for from in 1...size {
                let (proof, root) = try await centre.database.auditProof(from: from, size: size)
                #expect(try await centre.store.root(ofFirst: from) == root)
                #expect(
                    MerkleTree.verifyConsistency(
                        from: from, to: size, fromRoot: root, toRoot: proof.checkpoint.root, proof: proof.hashes))
                let earlier = try await centre.database.auditProof(entry: from - 1, size: from)
                #expect(earlier.checkpoint.root == root)
            }
            let beyond = await fault { _ = try await centre.database.auditProof(from: 1, size: size + 1) }
            #expect(beyond?.kind == .notFound)
            #expect(await fault { _ = try await centre.database.auditProof(from: 0, size: nil) }?.kind == .invalid)
        }
    }

    @Test func `identity and certificate numbers are nowhere in the files in the clear`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            var bytes = Data()
            for name in try FileManager.default.contentsOfDirectory(atPath: centre.directory) {
                bytes.append(try Data(contentsOf: URL(filePath: "\(centre.directory)/\(name)")))
            }
            // What is not sealed is found: the search itself works.
            #expect(bytes.range(of: Data(Centre.enterprise.utf8)) != nil)
            #expect(bytes.range(of: Data("110***********002X".utf8)) != nil)
            let birthday = Centre.idNumber.dropFirst(6).prefix(8)
            for secret in [Centre.idNumber, String(birthday), Centre.certificateNo, "/p/"] {
                #expect(
                    bytes.range(of: Data(secret.utf8)) == nil, "\(secret) stands in the database in the clear"
                )
            }
        }
    }

    @Test func `the audit log names nobody`() async throws {
        try await Centre.with { centre in
            _ = try await centre.issued()
            for entry in try await centre.database.auditEntries(from: 0, limit: 10_000).map(\.entry) {
                let text = String(decoding: entry, as: UTF8.self)
                for name in ["Wang Wei", "Li", "13800000000", Centre.enterprise, "002X", "example.cn"] {
                    #expect(!text.contains("\"\(name)") && !text.contains(" \(name)"), "\(text)")
                }
            }
        }
    }
}
