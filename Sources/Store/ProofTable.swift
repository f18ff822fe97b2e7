import Domain
import Foundation
import GRDB

/// Secrets of one-time codes: sealed, each code good once, guesses bounded.
enum ProofTable {
    /// So many wrong codes in so long, and none is taken for as long again.
    private static let most: Int64 = 5
    private static let window: TimeInterval = 600

    static func context(_ inspector: String) -> String { "inspector.proof/\(inspector)" }

    /// How the presence of each of `inspectors` stands. Nothing is written: `spend` does that once the command is accepted.
    static func verify(
        _ db: Database, _ codes: [String: OneTimeCode], of inspectors: [String], vault: Vault, now: Date
    ) throws -> [String: PresenceProven] {
        var proven: [String: PresenceProven] = [:]
        for inspector in inspectors {
            guard let row = try db.row("SELECT * FROM inspector_proof WHERE inspector_id = ?", [inspector]) else {
                proven[inspector] = .unenrolled
                continue
            }
            guard let code = codes[inspector] else {
                proven[inspector] = .missing
                continue
            }
            if let until = row.dateIfAny("paused_until"), until > now {
                proven[inspector] = .paused(until: until)
                continue
            }
            let secret = CodeSecret(try vault.open(row.need("secret_sealed"), context: context(inspector)))
            proven[inspector] =
                switch secret.answer(to: code, after: try row.need("last_step"), now: now) {
                case .right(let step): .code(step: step)
                case .used: .used
                case .wrong: .wrong
                }
        }
        return proven
    }

    static func spend(_ db: Database, _ proven: [String: PresenceProven]) throws {
        for case (let inspector, .code(let step)) in proven {
            try db.run(
                """
                UPDATE inspector_proof SET last_step = ?, wrong = 0, wrong_since = NULL, paused_until = NULL
                WHERE inspector_id = ? AND last_step < ?
                """, [step, inspector, step])
            guard db.changesCount == 1 else { throw Fault(.conflict, "The code was taken by another command.") }
        }
    }

    /// Counts the wrong ones of a command that was refused; too many, and the audit log says that none is taken for a while.
    static func countWrong(_ db: Database, _ codes: [String: OneTimeCode], vault: Vault, now: Date) throws {
        guard !codes.isEmpty else { return }
        let found = try verify(db, codes, of: codes.keys.sorted(), vault: vault, now: now)
        for (inspector, proof) in found where proof == .wrong {
            guard let row = try db.row("SELECT * FROM inspector_proof WHERE inspector_id = ?", [inspector]) else {
                continue
            }
            let since = row.dateIfAny("wrong_since")
            // A clock that was set back must not count for ever.
            let isFresh = since.map { (0..<window).contains(now.timeIntervalSince($0)) } ?? false
            let wrong: Int64 = isFresh ? try row.need("wrong") + 1 : 1
            let pause = wrong >= most ? now.addingTimeInterval(window) : nil
            try db.run(
                "UPDATE inspector_proof SET wrong = ?, wrong_since = ?, paused_until = ? WHERE inspector_id = ?",
                [wrong, (isFresh ? since ?? now : now).millis, pause?.millis, inspector])
            guard let pause else { continue }
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "inspector.proof_paused", at: now.wholeMillis, subject: inspector,
                    facts: ["wrong": .int(wrong), "until": .string(pause.iso8601)]))
        }
    }
}

extension CheckStore {
    /// Gives an inspector a new secret of one-time codes; what was there before is good no more.
    /// - Returns: the secret, which is never told again, and whom it is for.
    /// - Throws: `Fault(.notFound)`; `Fault(.conflict)` for one who takes no checks.
    public func enrol(
        inspector id: String, by actor: Actor, now: Date
    ) async throws -> (inspector: Inspector, secret: CodeSecret) {
        let now = now.wholeMillis
        let secret = CodeSecret.random()
        let sealed = try vault.seal(secret.data, context: ProofTable.context(id))
        let inspector: Inspector = try await database.commits.write { db in
            guard let row = try db.row("SELECT * FROM inspector WHERE id = ?", [id]) else {
                throw Fault(.notFound, "There is no inspector \"\(id.prefix(60))\".", field: "id")
            }
            let inspector = try RosterTable.inspector(row)
            guard inspector.active else {
                throw Fault(.conflict, "\(inspector.name) takes no checks any more: there is nothing to enrol for.")
            }
            let again = try db.row("SELECT 1 FROM inspector_proof WHERE inspector_id = ?", [id]) != nil
            try db.run(
                """
                INSERT INTO inspector_proof (inspector_id, secret_sealed, last_step, enrolled_at, enrolled_by)
                VALUES (?1, ?2, 0, ?3, ?4) ON CONFLICT (inspector_id) DO UPDATE SET secret_sealed = ?2, last_step = 0,
                    wrong = 0, wrong_since = NULL, paused_until = NULL, enrolled_at = ?3, enrolled_by = ?4
                """, [id, sealed, now.millis, actor.name])
            try AuditLog.append(
                db,
                AuditEntry(
                    kind: "inspector.enrolled", at: now, subject: id,
                    facts: ["role": .string(actor.role.rawValue), "again": .bool(again)]))
            return inspector
        }
        return (inspector, secret)
    }

    /// When each inspector's telephone was enrolled, by id.
    public func enrolments() async throws -> [String: Date] {
        try await database.read { db in
            try db.rows("SELECT inspector_id, enrolled_at FROM inspector_proof").reduce(into: [:]) {
                $0[try $1.need("inspector_id")] = try $1.date("enrolled_at")
            }
        }
    }

    public var centerName: String { surroundings.centerName }
}
