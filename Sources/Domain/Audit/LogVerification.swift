import Foundation

/// Goes through a whole log, entry by entry, and holds it to checkpoints that were signed for it. It needs nothing of the
/// daemon, and keeps one hash for each level of the tree.
public struct LogVerification: Sendable {
    /// What is wrong, with the place.
    public enum Problem: Sendable, Equatable {
        /// The entry is not what its own leaf hash was made of.
        case entryChanged(index: Int)
        /// The entries that a checkpoint was signed for are others: the change is among these.
        case rootDiffers(checkpoint: String, among: Range<Int>)
        /// A checkpoint was signed for more entries than there are: the log was cut off, or rolled back.
        case tooShort(checkpoint: String, size: Int)
    }

    /// - name: of the checkpoint's file, for the report.
    public typealias Checkpoint = (name: String, head: TreeHead)

    public private(set) var problems: [Problem] = []
    /// Checkpoints that hold, the shortest log first.
    public private(set) var held: [Checkpoint] = []
    private var waiting: [Checkpoint]
    private var tree = MerkleTree()
    /// The last complete node of each level.
    private var edge: [Hash32] = []

    public var size: Int { tree.size }

    public init(_ checkpoints: [Checkpoint]) {
        waiting = checkpoints.sorted { $0.head.size > $1.head.size }
        compare()
    }

    /// Takes the next entry.
    /// - Parameter leaf: its leaf hash as the log keeps it, where that is known; it tells a changed entry from a changed log.
    public mutating func take(_ entry: Data, leaf: Hash32?) {
        let hash = MerkleTree.leafHash(entry)
        if let leaf, leaf != hash { problems.append(.entryChanged(index: tree.size)) }
        var completed: [Hash32] = []
        // What is read is the left neighbour of what was just completed: the last of its level so far.
        try? tree.append(leaf ?? hash, read: { level, _ in edge[level] }, write: { completed.append($2) })
        for (level, hash) in completed.enumerated() {
            if level < edge.count { edge[level] = hash } else { edge.append(hash) }
        }
        compare()
    }

    /// The root over all that was taken.
    public var root: Hash32 { (try? tree.root { level, _ in edge[level] }) ?? MerkleTree.emptyRoot }

    /// No more entries come.
    public mutating func finish() {
        problems += waiting.reversed().map { .tooShort(checkpoint: $0.name, size: $0.head.size) }
        waiting = []
    }

    private mutating func compare() {
        while let next = waiting.last, next.head.size == tree.size {
            waiting.removeLast()
            if next.head.root == root {
                held.append(next)
            } else {
                problems.append(
                    .rootDiffers(checkpoint: next.name, among: (held.last?.head.size ?? 0)..<next.head.size))
            }
        }
    }
}
