import Foundation

/// Who may be drawn, frozen before the seed is known.
public struct Roster: Sendable, Hashable, Codable {
    /// The version of the drawing rules that this code follows.
    public static let currentAlgorithm = 1

    public struct Exclusion: Sendable, Hashable, Codable {
        public let key: String
        public let reason: String
        public init(key: String, reason: String) {
            self.key = key
            self.reason = reason
        }
    }

    public let algorithm: Int
    /// What is drawn for: a batch (`2021-B1`) or a check's number (`C2026-00017`).
    public let batch: String
    /// Certificate numbers or USCCs, by code point.
    public let candidates: [String]
    /// Those left out, by key, each with the reason: busy, recused, certificate expired.
    public let exclusions: [Exclusion]
    public let kind: Draw.Kind
    /// How many are taken.
    public let quota: Int

    /// Sorts both lists. Throws `Fault(.invalid)` for an empty or ambiguous key (one with a `|` or a control
    /// character), for a key that appears twice, and for a quota that the candidates cannot fill.
    public init(
        batch: String, kind: Draw.Kind, candidates: [String], exclusions: [Exclusion] = [], quota: Int
    ) throws(Fault) {
        self.algorithm = Self.currentAlgorithm
        self.batch = batch
        self.kind = kind
        self.candidates = candidates.sorted(by: Self.precedes)
        self.exclusions = exclusions.sorted { Self.precedes($0.key, $1.key) }
        self.quota = quota
        try check()
    }

    private func check() throws(Fault) {
        var seen: Set<String> = []
        for key in [batch] + candidates + exclusions.map(\.key) {
            let sound = !key.isEmpty && key.unicodeScalars.allSatisfy { $0 != "|" && $0.value >= 32 }
            guard sound else {
                throw Fault(
                    .invalid,
                    "\"\(key.prefix(40))\" cannot take part in a draw: it is empty, or has a \"|\" or a control "
                        + "character.")
            }
        }
        for key in candidates + exclusions.map(\.key) where !seen.insert(key).inserted {
            throw Fault(.invalid, "\"\(key.prefix(40))\" is on the roster \(batch) twice.")
        }
        guard quota > 0, candidates.count >= quota else {
            throw Fault(
                .conflict,
                "The roster \(batch) has \(candidates.count) candidates, and \(quota) are to be drawn.")
        }
    }

    /// By code point, as Python's `sorted` does; a `String`'s own order depends on Unicode equivalence.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The one text that is digested: JSON with sorted keys and without spaces, UTF-8.
    public var canonicalJSON: String {
        get throws(Fault) {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            do {
                return String(decoding: try encoder.encode(self), as: UTF8.self)
            } catch {
                throw Fault(.internal, "The roster \(batch) cannot be written as JSON.", cause: error)
            }
        }
    }

    /// SHA-256 of the canonical JSON: published before the seed is revealed.
    public var digest: Hash32 {
        get throws(Fault) { Hash32.sha256(of: Data(try canonicalJSON.utf8)) }
    }

    /// Reads a canonical text back. Throws `Fault(.damaged)` for text that is not this type's own, byte by byte.
    public init(canonicalJSON text: String) throws(Fault) {
        let roster: Roster
        do {
            roster = try JSONDecoder().decode(Roster.self, from: Data(text.utf8))
        } catch {
            throw Fault(.damaged, "The roster is not JSON of the known shape.", field: "roster", cause: error)
        }
        guard roster.algorithm == Self.currentAlgorithm else {
            throw Fault(
                .unsupported,
                "The roster follows version \(roster.algorithm) of the drawing rules; this program knows "
                    + "version \(Self.currentAlgorithm).", field: "roster")
        }
        let rebuilt = try Roster(
            batch: roster.batch, kind: roster.kind, candidates: roster.candidates,
            exclusions: roster.exclusions, quota: roster.quota)
        guard Array(try rebuilt.canonicalJSON.utf8) == Array(text.utf8) else {
            throw Fault(
                .damaged, "The roster is not in its canonical form: its order or spacing was changed.",
                field: "roster")
        }
        self = rebuilt
    }
}
