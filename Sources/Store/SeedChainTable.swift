import Domain
import Foundation
import GRDB

/// The pre-committed chains that daily draws take their links from. A chain's anchor is in the audit log from the
/// transaction that makes it, so it stands there before any draw that uses it.
enum SeedChainTable {
    /// Draws per chain. Finding a link hashes through the rest of the chain: a thousand keeps that under a millisecond.
    static let length = 1000
    private static let reserve = 50

    /// Makes a chain when the last one is nearly used up.
    static func prepare(_ db: Database, vault: Vault, now: Date) throws {
        let left = try db.integer("SELECT coalesce(sum(length - used), 0) FROM seed_chain") ?? 0
        guard left < reserve else { return }
        let root = Data.random(byteCount: SeedChain.rootByteCount)
        let anchor = try SeedChain.anchor(root: root, length: length)
        try db.run(
            "INSERT INTO seed_chain (anchor, root_sealed, length, used, last_link, made_at) VALUES (?, ?, ?, 0, ?, ?)",
            [anchor.data, try vault.seal(root, context: context(anchor)), length, anchor.data, now.millis])
        try AuditLog.append(
            db,
            AuditEntry(
                kind: "seed_chain.anchored", at: now.wholeMillis, subject: anchor.hex,
                facts: ["length": .int(Int64(length))]))
    }

    /// The next link of the oldest chain that has one; `take` marks it used.
    static func next(_ db: Database, vault: Vault) throws -> Facts.SeedLink {
        guard let row = try db.row("SELECT * FROM seed_chain WHERE used < length ORDER BY made_at LIMIT 1"),
            let anchor = Hash32(try row.need("anchor") as Data)
        else { throw Fault(.internal, "No seed chain is left: restart the daemon, which anchors a new one.") }
        let root = try vault.open(try row.need("root_sealed"), context: context(anchor))
        let index: Int = try row.need("used") + 1
        let link = try SeedChain.link(root: root, length: try row.need("length"), index: index)
        guard let last = Hash32(try row.need("last_link") as Data), SeedChain.verify(link: link, previous: last) else {
            throw Fault(.damaged, "The seed chain \(anchor.hex) does not continue its last link.")
        }
        return Facts.SeedLink(anchor: anchor, index: index, link: link)
    }

    static func take(_ db: Database, _ record: DrawRecord, for check: ID<Check>, now: Date) throws {
        try db.run(
            "UPDATE seed_chain SET used = used + 1, last_link = ? WHERE anchor = ? AND used = ?",
            [record.link.data, record.anchor.data, record.linkIndex - 1])
        guard db.changesCount == 1 else { throw Fault(.conflict, "The seed link was taken by another draw.") }
        try db.run(
            "INSERT INTO draw (check_id, record, made_at) VALUES (?, ?, ?)",
            [check.description, try jsonText(record), now.millis])
    }

    /// Whether these keys open the newest chain's root; nil when there is none.
    static func opens(_ db: Database, with vault: Vault) throws -> Bool? {
        guard let row = try db.row("SELECT * FROM seed_chain ORDER BY made_at DESC LIMIT 1"),
            let anchor = Hash32(try row.need("anchor") as Data)
        else { return nil }
        return (try? vault.open(try row.need("root_sealed"), context: context(anchor))) != nil
    }

    private static func context(_ anchor: Hash32) -> String { "seed_chain.root/\(anchor.hex)" }
}
