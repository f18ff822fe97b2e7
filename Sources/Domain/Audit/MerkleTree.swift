import Foundation

/// An append-only Merkle tree after RFC 6962, over a table of nodes that the caller keeps.
///
/// Node (level, index) covers leaves index·2^level ..< (index+1)·2^level; level 0 holds the leaf hashes. Only
/// nodes whose leaves are all there are stored, so a stored node never changes: appending writes new ones only,
/// and any earlier size can still be proven. Closures that read throw what the table throws.
public struct MerkleTree: Sendable, Equatable {
    public typealias Read = (_ level: Int, _ index: Int) throws -> Hash32
    public typealias Write = (_ level: Int, _ index: Int, _ hash: Hash32) throws -> Void

    /// The number of leaves.
    public private(set) var size: Int

    public init(size: Int = 0) {
        precondition(size >= 0, "a tree has no negative size")
        self.size = size
    }

    /// Writes the leaf and every subtree that it completes: two writes on average. On a throw `size` is
    /// unchanged, and the caller rolls its writes back.
    public mutating func append(_ leafHash: Hash32, read: Read, write: Write) throws {
        var (level, index, hash) = (0, size, leafHash)
        try write(level, index, hash)
        // An odd index completes a pair, whose node may complete the next pair above it.
        while index & 1 == 1 {
            hash = Self.nodeHash(try read(level, index - 1), hash)
            (level, index) = (level + 1, index >> 1)
            try write(level, index, hash)
        }
        size += 1
    }

    /// The root of the whole tree.
    public func root(read: Read) throws -> Hash32 { try Self.root(size: size, read: read) }

    // MARK: Hashes

    /// SHA-256(0x00 ‖ entry): the prefix keeps a leaf from passing for a node.
    public static func leafHash(_ entry: Data) -> Hash32 { Hash32.sha256(of: Data([0]), entry) }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func nodeHash(_ left: Hash32, _ right: Hash32) -> Hash32 {
        Hash32.sha256(of: Data([1]), left.data, right.data)
    }

    /// The root of a tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = Hash32.sha256(of: Data())

    // MARK: Roots and proofs

    /// The root when the tree had `size` leaves; `size` is at most what is stored.
    public static func root(size: Int, read: Read) throws -> Hash32 {
        precondition(size >= 0, "a tree has no negative size")
        return size == 0 ? emptyRoot : try subtree(0..<size, read)
    }

    /// The hashes that lead from leaf `index` to the root of the first `size` leaves, from the leaf upwards.
    /// Throws `Fault(.invalid)` for a leaf that is not among them.
    public static func inclusionProof(index: Int, size: Int, read: Read) throws -> [Hash32] {
        guard index >= 0, index < size else {
            throw Fault(.invalid, "Entry \(index) is not among the first \(size) entries of the audit log.")
        }
        var (range, path) = (0..<size, [Hash32]())
        while range.count > 1 {
            let middle = range.lowerBound + split(range.count)
            let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
            path.append(try subtree(index < middle ? right : left, read))
            range = index < middle ? left : right
        }
        return path.reversed()
    }

    /// The hashes that show the first `from` leaves to be a prefix of the first `to`.
    /// Throws `Fault(.invalid)` unless 0 < from ≤ to. Equal sizes need no hashes.
    public static func consistencyProof(from: Int, to: Int, read: Read) throws -> [Hash32] {
        guard from > 0, from <= to else {
            throw Fault(
                .invalid, "A proof leads from 1 or more entries to as many or more, not \(from) to \(to).")
        }
        var (range, path, known) = (0..<to, [Hash32](), true)
        while range.upperBound != from {
            let middle = range.lowerBound + split(range.count)
            let (left, right) = (range.lowerBound..<middle, middle..<range.upperBound)
            if from <= middle {
                path.append(try subtree(right, read))
                range = left
            } else {
                // What is compared no longer begins at the first leaf: the verifier cannot know its root.
                path.append(try subtree(left, read))
                (range, known) = (right, false)
            }
        }
        if !known { path.append(try subtree(range, read)) }
        return path.reversed()
    }

    /// The root of a range that begins where a subtree of its size can begin.
    private static func subtree(_ leaves: Range<Int>, _ read: Read) throws -> Hash32 {
        let count = leaves.count
        if count & (count - 1) == 0 {
            let level = count.trailingZeroBitCount
            return try read(level, leaves.lowerBound >> level)
        }
        let middle = leaves.lowerBound + split(count)
        return nodeHash(
            try subtree(leaves.lowerBound..<middle, read), try subtree(middle..<leaves.upperBound, read))
    }

    /// The largest power of two below `count`, which is 2 or more.
    private static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
