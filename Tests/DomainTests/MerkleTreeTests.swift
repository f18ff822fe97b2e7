import Domain
import Foundation
import Testing

@Suite struct MerkleTreeTests {
    private struct Place: Hashable {
        let level: Int
        let index: Int
    }

    /// A table that refuses what the tree must never do: read a node that is not there, or write one twice.
    private struct Table {
        var nodes: [Place: Hash32] = [:]
        var tree = MerkleTree()

        init(_ entries: [Data]) throws {
            for entry in entries { try append(entry) }
        }

        func read(_ level: Int, _ index: Int) throws -> Hash32 {
            guard let hash = nodes[Place(level: level, index: index)] else {
                throw Fault(.notFound, "node \(level)/\(index) is not stored")
            }
            return hash
        }

        mutating func append(_ entry: Data) throws {
            var written: [Place: Hash32] = [:]
            try tree.append(MerkleTree.leafHash(entry), read: read) { level, index, hash in
                let place = Place(level: level, index: index)
                guard nodes[place] == nil, written.updateValue(hash, forKey: place) == nil else {
                    throw Fault(.conflict, "node \(level)/\(index) is written twice")
                }
            }
            nodes.merge(written) { old, _ in old }
        }
    }

    /// The definition of RFC 6962, section 2.1.
    private func definedRoot(_ entries: ArraySlice<Data>) -> Hash32 {
        if entries.isEmpty { return MerkleTree.emptyRoot }
        if entries.count == 1 { return entries.reduce(MerkleTree.emptyRoot) { MerkleTree.leafHash($1) } }
        var half = 1
        while half * 2 < entries.count { half *= 2 }
        let middle = entries.startIndex + half
        return MerkleTree.nodeHash(definedRoot(entries[..<middle]), definedRoot(entries[middle...]))
    }

    private let sample = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].compactMap { $0.hexadecimalBytes.map { Data($0) } }

    private let many = (0..<70).map { Data("entry \($0)".utf8) }

    @Test func `the RFC's roots come out`() throws {
        #expect(sample.count == 8)
        #expect(
            try Table([]).tree.root { _, _ in throw Fault(.notFound, "nothing is stored") }.hex
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        let one = try Table([Data()])
        #expect(try one.tree.root(read: one.read).hex.hasPrefix("6e340b9c"))
        let eight = try Table(sample)
        #expect(try eight.tree.root(read: eight.read).hex.hasPrefix("5dc9da79"))
    }

    @Test func `every size has the root of the definition, then and later`() throws {
        let whole = try Table(many)
        for size in 0...many.count {
            let grown = try Table(Array(many.prefix(size)))
            let root = definedRoot(many.prefix(size))
            #expect(try grown.tree.root(read: grown.read) == root)
            #expect(try MerkleTree.root(size: size, read: whole.read) == root)
        }
    }

    @Test func `every inclusion proof holds, and no altered one`() throws {
        let whole = try Table(many)
        for size in 1...many.count {
            let root = definedRoot(many.prefix(size))
            for index in 0..<size {
                let proof = try MerkleTree.inclusionProof(index: index, size: size, read: whole.read)
                let leaf = MerkleTree.leafHash(many[index])
                let holds = { (leaf: Hash32, index: Int, size: Int, proof: [Hash32], root: Hash32) in
                    MerkleTree.verifyInclusion(
                        leafHash: leaf, index: index, size: size, proof: proof, root: root)
                }
                #expect(holds(leaf, index, size, proof, root))
                let refused = Self.altered(proof).allSatisfy { !holds(leaf, index, size, $0, root) }
                #expect(refused)
                #expect(!holds(root, index, size, proof, root) || size == 1)
                #expect(!holds(leaf, index, size, proof, MerkleTree.emptyRoot))
                #expect(!holds(leaf, index + 1, size, proof, root))
                #expect(!holds(leaf, index - 1, size, proof, root))
                #expect(!holds(leaf, size, size, proof, root))
            }
        }
        #expect(throws: Fault.self) { try MerkleTree.inclusionProof(index: 70, size: 70, read: whole.read) }
        #expect(throws: Fault.self) { try MerkleTree.inclusionProof(index: -1, size: 70, read: whole.read) }
    }

    @Test func `every consistency proof holds, and no altered one`() throws {
        let whole = try Table(many)
        let roots = (0...many.count).map { definedRoot(many.prefix($0)) }
        for to in 1...many.count {
            for from in 1...to {
                let proof = try MerkleTree.consistencyProof(from: from, to: to, read: whole.read)
                let holds = { (proof: [Hash32], old: Hash32, new: Hash32) in
                    MerkleTree.verifyConsistency(
                        from: from, to: to, fromRoot: old, toRoot: new, proof: proof)
                }
                #expect(holds(proof, roots[from], roots[to]))
                let refused = Self.altered(proof).allSatisfy { !holds($0, roots[from], roots[to]) }
                #expect(refused)
                #expect(!holds(proof, roots[from - 1], roots[to]))
                #expect(!holds(proof, roots[from], roots[to - 1]))
            }
        }
        #expect(throws: Fault.self) { try MerkleTree.consistencyProof(from: 0, to: 5, read: whole.read) }
        #expect(throws: Fault.self) { try MerkleTree.consistencyProof(from: 6, to: 5, read: whole.read) }
    }

    /// Each hash changed, each left out, one too many at either end.
    private static func altered(_ proof: [Hash32]) -> [[Hash32]] {
        let foreign = Hash32.sha256(of: Data("foreign".utf8))
        var all = [proof + [foreign], [foreign] + proof]
        for index in proof.indices {
            var changed = proof
            changed[index] = foreign
            var shorter = proof
            shorter.remove(at: index)
            all += [changed, shorter]
        }
        return all
    }

    @Test func `a program of another language finds the same root`() throws {
        let table = try Table(many)
        let root = try table.tree.root(read: table.read)
        let entries = many.map { ["entry": $0.base64EncodedString()] }
        let export = { (root: String) in
            try JSONSerialization.data(
                withJSONObject: ["entries": entries, "checkpoint": ["size": 70, "root": root]])
        }
        #expect(try Oracle.run("audit_root.py", input: try export(root.hex)) == 0)
        #expect(try Oracle.run("audit_root.py", input: try export(root.data.base64EncodedString())) == 0)
        #expect(try Oracle.run("audit_root.py", input: try export(MerkleTree.emptyRoot.hex)) != 0)
    }

    @Test func `a digest comes back from its text, and nothing else does`() throws {
        let hash = Hash32.sha256(of: Data("abc".utf8))
        #expect(hash.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Hash32(hex: hash.hex.uppercased()) == hash)
        #expect(Hash32(hash.data) == hash)
        #expect(Hash32(hex: String(hash.hex.dropLast())) == nil)
        #expect(Hash32(hex: "zz" + hash.hex.dropFirst(2)) == nil)
        #expect(Hash32(Data([1])) == nil)
        let json = try JSONEncoder().encode([hash])
        #expect(try JSONDecoder().decode([Hash32].self, from: json) == [hash])
    }
}
