import Domain
import Foundation
import GRDB

/// The party's link and code. Only keyed look-up values are kept, so a copy of the database opens nobody's page.
enum PartyLinkTable {
    /// 32 characters that no one confuses on paper or by telephone; eight of them are 40 bits, and guesses are limited
    /// by the public listener.
    private static let codeAlphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")

    static func make(
        _ db: Database, for check: ID<Check>, vault: Vault, now: Date, days: Int
    ) throws -> (token: String, code: String) {
        let token = Data.random(byteCount: 20).hexadecimal
        let code = String((0..<8).map { _ in codeAlphabet.randomElement() ?? "2" })
        try db.run(
            """
            INSERT INTO party_link (token_lookup, code_lookup, check_id, made_at, expires_at) VALUES (?, ?, ?, ?, ?)
            """,
            [
                try vault.lookup(token, purpose: "party.token"), try vault.lookup(code, purpose: "party.code"),
                check.description, now.millis,
                now.addingTimeInterval(Double(days) * 86400).millis,
            ])
        return (token, code)
    }
}

extension CheckStore {
    /// What the party holds in hand.
    public enum PartyKey: Sendable {
        case token(String)
        /// As typed: case, spaces and dashes do not matter.
        case code(String)

        /// Tells the two apart: a token is 40 hexadecimal digits.
        public init(_ text: String) {
            let plain = text.trimmingCharacters(in: .whitespacesAndNewlines)
            self = plain.count == 40 ? .token(plain.lowercased()) : .code(plain)
        }

        public var proof: Served.Proof {
            switch self {
            case .token: .linkAcknowledged
            case .code: .codeAcknowledged
            }
        }
    }

    /// What the party's page shows.
    public struct PartyView: Sendable {
        public let check: Check
        public let inspectors: [Inspector]
        /// What was asked for and decided about them.
        public let recusals: [Recusal]
        /// Also of those who were replaced, by id.
        public let inspectorNames: [String: String]
        /// The latest paper that waits for the party's word; where none does, the latest that was sent to it.
        public let paper: DocumentRow
        /// When it was first shown there.
        public let openedAt: Date
        /// The filed case that this paper belongs to; nil: it is the check's own.
        public let legalCase: LegalCase?
        /// Whether the party is still to say that it has it.
        public var awaitsParty: Bool { check.state.unserved == paper.id || legalCase?.state.unserved == paper.id }
    }

    /// Finds the check behind a key and notes when its latest paper was first shown: from then on it has arrived.
    /// - Throws: `Fault(.notFound)` for an unknown key, `Fault(.conflict)` for one past its time.
    public func open(_ key: PartyKey, now: Date) async throws -> PartyView {
        let lookup: (column: String, value: Data) =
            switch key {
            case .token(let token): ("token_lookup", try vault.lookup(token, purpose: "party.token"))
            case .code(let typed):
                (
                    "code_lookup",
                    try vault.lookup(
                        typed.uppercased().filter { $0.isLetter || $0.isNumber }, purpose: "party.code")
                )
            }
        return try await database.commits.write { db in
            guard let row = try db.row("SELECT * FROM party_link WHERE \(lookup.column) = ?", [lookup.value]) else {
                throw Fault(.notFound, "No notice belongs to this link or code.")
            }
            guard try row.date("expires_at") > now else {
                throw Fault(.conflict, "This link or code has expired: ask the verification centre for a new one.")
            }
            let id: ID<Check> = try row.id("check_id")
            let check = try CheckTable.fetch(db, id)
            // A decision and a case's notice may wait side by side: each is shown until the party has confirmed it.
            let waiting = try ([check.state.unserved] + CaseTable.ofCheck(db, id).map(\.state.unserved))
                .compactMap { $0?.description }
            guard
                let sent = try db.row(
                    """
                    SELECT document.*, opened_at FROM sent_document JOIN document ON document.id = document_id
                    WHERE sent_document.check_id = ?
                    ORDER BY document_id IN (\(waiting.map { _ in "?" }.joined(separator: ", "))) DESC, sent_at DESC,
                        document_id DESC LIMIT 1
                    """, StatementArguments([id.description] + waiting))
            else { throw Fault(.damaged, "What was sent to the party of \(id) is not on file.") }
            let paper = try DocumentTable.row(sent)
            if sent.dateIfAny("opened_at") == nil {
                try db.run(
                    "UPDATE sent_document SET opened_at = ? WHERE document_id = ?", [now.millis, paper.id.description])
                try AuditLog.append(
                    db,
                    AuditEntry(
                        kind: "notice.opened", at: now.wholeMillis, subject: id.description,
                        facts: ["document": .string(paper.id.description)]))
            }
            let people = try RecusalTable.people(db, of: id)
            return PartyView(
                check: check, inspectors: try RosterTable.inspectors(db, ofCheck: id), recusals: people.recusals,
                inspectorNames: people.known.reduce(into: [:]) { $0[$1.id] = $1.name }, paper: paper,
                openedAt: sent.dateIfAny("opened_at") ?? now.wholeMillis,
                legalCase: try CaseTable.ofDocument(db, paper.id))
        }
    }
}
