import Domain
import Foundation
import GRDB

/// A sheet with all that can be made ready while another is put in: the writer has the most to do.
struct SheetToLoad: Sendable {
    let parts: [(table: MirrorSheet.Table, rows: [StatementArguments])]
    /// What the full text gets, by the entry's row.
    let words: [(id: DatabaseValue, words: String)]

    init(_ sheet: DecodedSheet) {
        parts = sheet.parts.map { part in (part.table, part.rows.map { StatementArguments($0) }) }
        words = sheet.parts.flatMap { part -> [(id: DatabaseValue, words: String)] in
            guard part.table.table == "search_entry", let id = part.table.columns.firstIndex(of: "id"),
                let text = part.table.columns.firstIndex(of: "text")
            else { return [] }
            return part.rows.map { ($0[id], SearchText.pieces(String.fromDatabaseValue($0[text]) ?? "")) }
        }
    }
}

/// Puts sheets of a mirror into a database that is new: the rows, as they were. Bytes come from a disk that outlived
/// another: table and column names are held to the schema.
final class MirrorLoad {
    private let db: Database
    private var columns: [String: Set<String>] = [:]
    private var statements: [MirrorSheet.Table: Statement] = [:]

    init(_ db: Database) throws {
        self.db = db
        for table in MirrorTable.all { columns[table.name] = Set(try db.columns(in: table.name).map(\.name)) }
    }

    /// Takes one sheet whole, or nothing of it.
    /// - Throws: `Fault(.damaged)` saying why it was not taken.
    func take(_ sheet: SheetToLoad) throws {
        try db.run("SAVEPOINT sheet")
        do {
            for part in sheet.parts { try insert(part.rows, into: part.table) }
            for (id, words) in sheet.words { try search(id, words) }
            try db.run("RELEASE sheet")
        } catch {
            // A statement that failed says so once more when it is used again.
            statements.removeAll()
            try db.run("ROLLBACK TO sheet")
            try db.run("RELEASE sheet")
            if let error = error as? DatabaseError { throw Fault(.damaged, "\(error.message ?? "\(error)")") }
            throw error
        }
    }

    private func insert(_ rows: [StatementArguments], into table: MirrorSheet.Table) throws {
        let statement = try statement(table)
        for arguments in rows {
            statement.setUncheckedArguments(arguments)
            try statement.execute()
        }
    }

    private func search(_ id: DatabaseValue, _ words: String) throws {
        let statement = try db.cachedStatement(sql: "INSERT INTO search (rowid, words) VALUES (?, ?)")
        statement.setUncheckedArguments([id, words])
        try statement.execute()
    }

    private func statement(_ table: MirrorSheet.Table) throws -> Statement {
        if let known = statements[table] { return known }
        guard let known = columns[table.table], known.isSuperset(of: table.columns) else {
            throw Fault(.damaged, "the table \(table.table) has other columns, or is none of ours")
        }
        let names = table.columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let marks = Array(repeating: "?", count: table.columns.count).joined(separator: ", ")
        let made = try db.makeStatement(sql: "INSERT INTO \"\(table.table)\" (\(names)) VALUES (\(marks))")
        statements[table] = made
        return made
    }
}

extension MirrorSheet {
    /// Whether a sheet's last line is the digest of the rest.
    public static func isWhole(_ bytes: Data) -> Bool {
        bytes.withUnsafeBytes { (try? DecodedSheet.sealed($0.bindMemory(to: UInt8.self))) != nil }
    }
}
