import Domain
import Foundation
import Testing

@Suite struct LogVerificationTests {
    private let entries = (0..<21).map { Data("entry \($0)".utf8) }

    private func heads(_ sizes: [Int], of entries: [Data]) -> [LogVerification.Checkpoint] {
        sizes.map { size in
            var log = LogVerification([])
            for entry in entries.prefix(size) { log.take(entry, leaf: nil) }
            return ("at \(size)", TreeHead(origin: "log", size: size, root: log.root, at: Date()))
        }
    }

    private func verify(
        _ entries: [Data], leaves: [Hash32]?, _ heads: [LogVerification.Checkpoint]
    ) -> LogVerification {
        var log = LogVerification(heads)
        for (index, entry) in entries.enumerated() { log.take(entry, leaf: leaves?[index]) }
        log.finish()
        return log
    }

    @Test func `the root at every size is the tree's`() throws {
        var nodes: [String: Hash32] = [:]
        var tree = MerkleTree()
        var log = LogVerification([])
        for entry in entries {
            try tree.append(
                MerkleTree.leafHash(entry), read: { nodes["\($0)/\($1)"] ?? MerkleTree.emptyRoot },
                write: { nodes["\($0)/\($1)"] = $2 })
            log.take(entry, leaf: nil)
            #expect(try log.root == tree.root { nodes["\($0)/\($1)"] ?? MerkleTree.emptyRoot })
        }
    }

    @Test func `a log that is what was signed holds, at every checkpoint`() {
        let log = verify(entries, leaves: entries.map(MerkleTree.leafHash), heads([21, 0, 1, 7, 16, 20], of: entries))
        #expect(log.problems.isEmpty && log.held.map(\.head.size) == [0, 1, 7, 16, 20, 21])
    }

    @Test func `a changed entry is named, or the checkpoints between which it lies`() {
        let signed = heads([5, 10, 21], of: entries)
        for changed in entries.indices {
            var other = entries
            other[changed] = Data("entry ?".utf8)
            let named = verify(other, leaves: entries.map(MerkleTree.leafHash), signed)
            #expect(named.problems == [.entryChanged(index: changed)] && named.held.count == 3)
            let rewritten = verify(other, leaves: nil, signed)
            guard case .rootDiffers(_, let among)? = rewritten.problems.first else {
                Issue.record("nothing was found of \(changed)")
                continue
            }
            #expect(among.contains(changed) && among.count <= 11)
        }
    }

    @Test func `a log that was rolled back is too short, and one that went on otherwise is another`() {
        let signed = heads([5, 21], of: entries)
        #expect(
            verify(Array(entries.prefix(20)), leaves: nil, signed).problems == [
                .tooShort(checkpoint: "at 21", size: 21)
            ])
        let forked = Array(entries.prefix(12)) + (0..<30).map { Data("other \($0)".utf8) }
        #expect(verify(forked, leaves: nil, signed).problems == [.rootDiffers(checkpoint: "at 21", among: 5..<21)])
    }
}
