import Foundation

/// All that is needed to recompute one draw, for whoever doubts it; holds no secret once the link is revealed.
///
/// A dozen lines in any language check it: hash the roster's text; hash the link `link_index` times to reach the
/// anchor; hash link and roster digest to the seed; rank the candidates; take the first `quota`.
public struct DrawRecord: Sendable, Hashable, Codable {
    public let batch: String
    public let algorithm: Int
    /// The roster's canonical JSON as text, so that its digest does not depend on anyone's JSON writer.
    public let roster: String
    public let rosterSHA256: Hash32
    public let link: Hash32
    /// From 1: the how-manieth draw of the chain this is.
    public let linkIndex: Int
    public let anchor: Hash32
    public let seed: Hash32
    /// Every candidate in rank order, so that a replacement is the next one.
    public let ranks: [Draw.Ranked]
    /// Keys in rank order.
    public let chosen: [String]

    private enum CodingKeys: String, CodingKey {
        case batch, algorithm, roster, link, anchor, seed, ranks, chosen
        case rosterSHA256 = "roster_sha256"
        case linkIndex = "link_index"
    }

    /// Draws. The roster's digest must be on record before the caller takes the link from the chain.
    ///
    /// Throws `Fault(.damaged)` for a link that does not belong to the anchor.
    public init(roster: Roster, link: Hash32, linkIndex: Int, anchor: Hash32) throws(Fault) {
        guard Self.leads(link, to: anchor, steps: linkIndex) else { throw Self.foreignLink }
        let digest = try roster.digest
        self.batch = roster.batch
        self.algorithm = roster.algorithm
        self.roster = try roster.canonicalJSON
        self.rosterSHA256 = digest
        self.link = link
        self.linkIndex = linkIndex
        self.anchor = anchor
        self.seed = SeedChain.seed(link: link, rosterDigest: digest)
        self.ranks = Draw.rank(
            seed: seed, batch: roster.batch, kind: roster.kind, keys: roster.candidates)
        self.chosen = ranks.prefix(roster.quota).map(\.key)
    }

    /// Recomputes everything from the roster and the link. Throws `Fault(.damaged)` whose `field` names the first
    /// part that does not come out the same.
    public func replay() throws(Fault) {
        guard Hash32.sha256(of: Data(roster.utf8)) == rosterSHA256 else {
            throw Self.mismatch("roster_sha256", "the roster's text has another digest")
        }
        let frozen = try Roster(canonicalJSON: roster)
        guard frozen.batch == batch else { throw Self.mismatch("batch", "the roster is for \(frozen.batch)") }
        guard frozen.algorithm == algorithm else {
            throw Self.mismatch("algorithm", "the roster says version \(frozen.algorithm)")
        }
        guard Self.leads(link, to: anchor, steps: linkIndex) else { throw Self.foreignLink }
        let again = try DrawRecord(roster: frozen, link: link, linkIndex: linkIndex, anchor: anchor)
        guard again.seed == seed else { throw Self.mismatch("seed", "link and roster give \(again.seed)") }
        guard again.ranks == ranks else { throw Self.mismatch("ranks", "the seed gives another order") }
        guard again.chosen == chosen else {
            throw Self.mismatch("chosen", "the first in rank are \(again.chosen.joined(separator: ", "))")
        }
    }

    private static func leads(_ link: Hash32, to anchor: Hash32, steps: Int) -> Bool {
        // Bounded: the count comes from a record that anyone may have written.
        guard (1...10_000_000).contains(steps) else { return false }
        var hash = link
        for _ in 0..<steps { hash = Hash32.sha256(of: hash.data) }
        return hash == anchor
    }

    private static var foreignLink: Fault {
        mismatch("link", "hashing it link_index times does not give the anchor")
    }

    private static func mismatch(_ field: String, _ why: String) -> Fault {
        Fault(.damaged, "The draw does not replay: \(field) is wrong, \(why).", field: field)
    }
}
