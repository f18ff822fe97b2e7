import Domain
import Foundation
import GRDB

/// One inspector's verdict as anybody may see it: until all are in, only that there is one.
public struct VerdictLine: Sendable {
    public let inspector: String
    public let by: String
    public let at: Date
    public let commitment: String
    /// Nil while it is sealed.
    public let revealed: FiledVerdict?
}

/// Verdicts, each sealed until every other is in. They belong to what the check stood on (its seal, the absence, the
/// declining): another session needs other verdicts.
enum VerdictTable {
    /// When the check came to what verdicts are given on; nil: it stands on nothing of the kind.
    static func basis(_ state: CheckState) -> Date? {
        state.sealing?.at ?? state.absence?.at ?? state.declining?.at
    }

    static func seal(_ db: Database, _ filed: FiledVerdict, of check: Check, vault: Vault, on basis: Date) throws {
        let inspector = filed.verdict.inspector
        let secret = try jsonText(Secret(salt: filed.salt.hexadecimal, text: filed.text))
        try db.run(
            """
            INSERT INTO verdict (check_id, basis_at, inspector_id, statement_sealed, commitment, given_by, at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                check.id.description, basis.millis, inspector,
                try vault.seal(Data(secret.utf8), context: context(check.id, inspector, basis)), filed.commitment,
                filed.by, filed.at.millis,
            ])
    }

    static func reveal(_ db: Database, of check: Check, vault: Vault, on basis: Date, now: Date) throws {
        for row in try rows(db, check.id, basis) {
            let filed = try open(row, check.id, vault)
            try db.run(
                """
                UPDATE verdict SET statement = ?, salt = ?, revealed_at = ?
                WHERE check_id = ? AND basis_at = ? AND inspector_id = ? AND revealed_at IS NULL
                """,
                [
                    filed.text, filed.salt.hexadecimal, now.millis, check.id.description, basis.millis,
                    filed.verdict.inspector,
                ])
        }
    }

    static func filed(_ db: Database, of check: Check, vault: Vault) throws -> [FiledVerdict] {
        guard let basis = basis(check.state) else { return [] }
        return try rows(db, check.id, basis).map { try open($0, check.id, vault) }
    }

    static func lines(_ db: Database, of check: Check) throws -> [VerdictLine] {
        guard let basis = basis(check.state) else { return [] }
        return try rows(db, check.id, basis).map { row in
            var revealed: FiledVerdict?
            if let text: String = row["statement"], let salt = (row["salt"] as String?)?.hexadecimalBytes {
                revealed = try FiledVerdict(
                    text, salt: Data(salt), by: try row.need("given_by"), at: try row.date("at"), isRevealed: true)
            }
            return VerdictLine(
                inspector: try row.need("inspector_id"), by: try row.need("given_by"), at: try row.date("at"),
                commitment: try row.need("commitment"), revealed: revealed)
        }
    }

    /// - Throws: `Fault(.damaged)` when it does not open with its key.
    static func open(_ row: Row, _ check: ID<Check>, _ vault: Vault) throws -> FiledVerdict {
        let bytes = try vault.open(
            try row.need("statement_sealed"),
            context: context(check, try row.need("inspector_id"), try row.date("basis_at")))
        let secret = try CanonicalJSON.decode(Secret.self, from: bytes)
        guard let salt = secret.salt.hexadecimalBytes else {
            throw Fault(.damaged, "A verdict of \(check) has no salt that can be read.")
        }
        return try FiledVerdict(
            secret.text, salt: Data(salt), by: try row.need("given_by"), at: try row.date("at"),
            isRevealed: (row["revealed_at"] as Int64?) != nil)
    }

    private static func rows(_ db: Database, _ check: ID<Check>, _ basis: Date) throws -> [Row] {
        try db.rows(
            "SELECT * FROM verdict WHERE check_id = ? AND basis_at = ? ORDER BY at, inspector_id",
            [check.description, basis.millis])
    }

    private static func context(_ check: ID<Check>, _ inspector: String, _ basis: Date) -> String {
        "verdict.statement/\(check)/\(inspector)/\(basis.millis)"
    }

    private struct Secret: Codable {
        let salt: String
        let text: String
    }
}

/// What is known of the verdicts on a check: who gave one, and once all are in, which.
public struct VerdictStory: Sendable {
    /// How many the rules ask for now; 0: none.
    public let required: Int
    public let lines: [VerdictLine]

    /// Whether all say the same; nil before they are revealed.
    public var agreed: Bool? {
        let revealed = lines.compactMap(\.revealed)
        return revealed.count < 2 ? nil : !revealed.disagree
    }
}
