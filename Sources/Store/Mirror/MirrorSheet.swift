import Domain
import Foundation
import GRDB

/// A sheet as text, a line for each row: whoever has lost every program can still read it.
///
///     {"mirror":1,"sheet":"check/chk_…","schema":"…"}
///     {"table":"event","columns":["seq","check_id",…]}
///     [12,"chk_…",null,{"base64":"…"},…]
///     {"sha256":"…"}
///
/// The last line is the digest of all before it: a torn sheet is known. Rows lie in the order of their primary key, so
/// that equal rows are equal bytes.
public struct MirrorSheet: Sendable {
    public let name: String
    /// Nil when no row is left on it: its file goes.
    public let bytes: Data?

    struct Head: Codable, Hashable {
        var mirror = 1
        let sheet: String
        /// The last migration of the database that it was read from.
        let schema: String
    }

    struct Table: Codable, Hashable {
        let table: String
        let columns: [String]
    }

    struct Seal: Codable {
        let sha256: String
    }

    /// - Throws: `Fault(.damaged)` for a name that is none of ours.
    static func split(_ name: String) throws -> (kind: MirrorTable.Kind, key: String) {
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        let known = parts.first.flatMap(MirrorTable.Kind.init(rawValue:))
        let harmless = { (byte: UInt8) in byte == UInt8(ascii: "_") || isalnum(Int32(byte)) != 0 }
        guard parts.count == 2, let known, !parts[1].isEmpty, parts[1].utf8.allSatisfy(harmless) else {
            throw Fault(.damaged, "\"\(name)\" is no sheet of the mirror")
        }
        return (known, parts[1])
    }

    static func read(_ db: Database, _ name: String) throws -> MirrorSheet {
        let (kind, key) = try split(name)
        var text = LineText()
        try text.add(Head(sheet: name, schema: Migrations.last))
        var count = 0
        for table in MirrorTable.all {
            guard let condition = table.rows[kind] else { continue }
            let order = try db.primaryKey(table.name).columns.map { "\"\($0)\"" }.joined(separator: ", ")
            let statement = try db.cachedStatement(
                sql: "SELECT * FROM \"\(table.name)\" WHERE \(condition) ORDER BY \(order)")
            // The audit log's sheets are numbered; everything else goes by its name.
            let value: any DatabaseValueConvertible = kind == .audit ? Int64(key) : key
            let rows = try Row.fetchCursor(statement, arguments: [value])
            var first = true
            while let row = try rows.next() {
                if first { try text.add(Table(table: table.name, columns: Array(row.columnNames))) }
                first = false
                count += 1
                text.add(row)
            }
        }
        guard count > 0 else { return MirrorSheet(name: name, bytes: nil) }
        try text.add(Seal(sha256: text.bytes.sha256Hex))
        return MirrorSheet(name: name, bytes: text.bytes)
    }
}

/// Lines of canonical JSON.
private struct LineText {
    private(set) var bytes = Data()

    mutating func add(_ value: some Encodable) throws {
        bytes += try CanonicalJSON.encode(value)
        bytes.append(UInt8(ascii: "\n"))
    }

    mutating func add(_ row: Row) { bytes += MirrorSheet.line(row) }
}

extension MirrorSheet {
    /// One row as a line.
    static func line(_ row: Row) -> [UInt8] {
        let values = Array(row.databaseValues).map { value -> JSONValue in
            switch value.storage {
            case .null: .null
            case .int64(let number): .int(number)
            case .double(let number): .double(number)
            case .string(let text): .string(text)
            case .blob(let blob): .object(["base64": .string(blob.base64EncodedString())])
            }
        }
        return JSONText(.array(values)).bytes + [UInt8(ascii: "\n")]
    }
}
