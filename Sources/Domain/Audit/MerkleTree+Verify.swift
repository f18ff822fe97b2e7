/// What an outsider runs, with nothing but roots and a proof. Each answers false, and never traps, on whatever
/// it is given.
extension MerkleTree {
    /// Whether the leaf is entry `index` of the tree of `size` leaves with that root (RFC 9162, 2.1.3.2).
    public static func verifyInclusion(
        leafHash: Hash32, index: Int, size: Int, proof: [Hash32], root: Hash32
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var (node, last, hash) = (index, size - 1, leafHash)
        for step in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = nodeHash(step, hash)
                // At the right edge the levels without a partner have no step of their own.
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                hash = nodeHash(hash, step)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && hash == root
    }

    /// Whether the tree of `from` leaves is a prefix of the tree of `to` leaves (RFC 9162, 2.1.4.2).
    public static func verifyConsistency(
        from: Int, to: Int, fromRoot: Hash32, toRoot: Hash32, proof: [Hash32]
    ) -> Bool {
        guard from > 0, from <= to else { return false }
        if from == to { return proof.isEmpty && fromRoot == toRoot }
        var path = proof[...]
        // A complete old tree is a node of the new one: its root opens the path and is left out of the proof.
        guard let opening = from & (from - 1) == 0 ? fromRoot : path.popFirst() else { return false }
        var (node, last) = (from - 1, to - 1)
        while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
        var (old, new) = (opening, opening)
        for step in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                old = nodeHash(step, old)
                new = nodeHash(step, new)
                while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
            } else {
                new = nodeHash(new, step)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        return last == 0 && old == fromRoot && new == toRoot
    }
}
