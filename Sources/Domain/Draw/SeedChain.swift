import Foundation

/// Randomness that was fixed before anyone knew what it would decide.
///
/// A chain of hashes is made backwards from a secret root; its end, the *anchor* (link 0), is published first.
/// The n-th draw reveals link n, whose SHA-256 is link n − 1: nobody can change a link after the anchor is out,
/// and nobody outside can foretell one. Whoever holds the root can foretell it, so this is weaker than a public
/// value named in advance; mixing in the frozen roster's digest ties a link to the one roster it was used for.
public enum SeedChain {
    public static let rootByteCount = 32

    /// Link 0 of a chain of `length` draws: SHA-256 applied `length` times to the root.
    public static func anchor(root: Data, length: Int) throws(Fault) -> Hash32 {
        try link(root: root, length: length, index: 0)
    }

    /// Link `index` of 0...`length`; the last is the root itself. Throws `Fault(.invalid)` for a root that is not
    /// 32 bytes long and `Fault(.conflict)` for a link beyond the end: the chain is used up then.
    public static func link(root: Data, length: Int, index: Int) throws(Fault) -> Hash32 {
        guard length > 0, index >= 0 else {
            throw Fault(.invalid, "A seed chain has at least one link, and links count from 0.")
        }
        guard var link = Hash32(root) else {
            throw Fault(
                .invalid, "The root of a seed chain is \(rootByteCount) bytes; this has \(root.count).")
        }
        guard index <= length else {
            throw Fault(
                .conflict,
                "The seed chain of \(length) draws is used up; make a new root and publish its anchor.")
        }
        for _ in index..<length { link = Hash32.sha256(of: link.data) }
        return link
    }

    /// Whether `link` is the one after `previous`, which is the link revealed before, or the anchor.
    public static func verify(link: Hash32, previous: Hash32) -> Bool {
        Hash32.sha256(of: link.data) == previous
    }

    /// The seed of one draw: SHA-256(link ‖ roster digest), 64 bytes in.
    public static func seed(link: Hash32, rosterDigest: Hash32) -> Hash32 {
        Hash32.sha256(of: link.data, rosterDigest.data)
    }
}
