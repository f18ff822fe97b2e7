import Domain
import Foundation
import GRDB

/// Statements are prepared once and reused: a transition runs a dozen of them.
extension Database {
    func run(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// Reads each row while the statement stands on it, where a column is found by its name at once; in a row that was
    /// kept, each name is looked for among all. `read` must not run the same statement.
    func read<T>(
        _ sql: String, _ arguments: StatementArguments = StatementArguments(), _ read: (Row) throws -> T
    ) throws -> [T] {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var found: [T] = []
        while let row = try rows.next() { found.append(try read(row)) }
        return found
    }

    func row(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    func integer(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Int64? {
        try Int64.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    func text(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> String? {
        try String.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Date {
    /// Milliseconds since 1970: how instants stand in the database.
    var millis: Int64 { Int64((timeIntervalSince1970 * 1000).rounded()) }

    init(millis: Int64) { self.init(timeIntervalSince1970: Double(millis) / 1000) }

    /// The instant as the database will give it back.
    var wholeMillis: Date { Date(millis: millis) }
}

extension Row {
    /// A column that the schema promises.
    /// - Throws: `Fault(.damaged)` when it is NULL or of another type.
    func need<T: DatabaseValueConvertible>(_ column: String) throws -> T {
        guard let value = T.fromDatabaseValue(self[column] as DatabaseValue) else {
            throw Fault(.damaged, "column \(column) holds \(self[column] as DatabaseValue), which the schema rules out")
        }
        return value
    }

    func date(_ column: String) throws -> Date { Date(millis: try need(column)) }

    func dateIfAny(_ column: String) -> Date? { (self[column] as Int64?).map { Date(millis: $0) } }

    func choice<T: RawRepresentable>(_ column: String) throws -> T where T.RawValue == String {
        let word: String = try need(column)
        guard let value = T(rawValue: word) else {
            throw Fault(.damaged, "column \(column) holds \"\(word)\", which this version does not know")
        }
        return value
    }

    func id<Tag: Identified>(_ column: String) throws -> ID<Tag> {
        let word: String = try need(column)
        guard let id = ID<Tag>(word) else {
            throw Fault(.damaged, "column \(column) holds \"\(word)\", which is no id")
        }
        return id
    }

    func idIfAny<Tag: Identified>(_ column: String) throws -> ID<Tag>? {
        self[column] as String? == nil ? nil : try id(column)
    }

    func jsonIfAny<T: Decodable>(_ column: String, as type: T.Type = T.self) throws -> T? {
        self[column] as String? == nil ? nil : try json(column)
    }

    func json<T: Decodable>(_ column: String, as type: T.Type = T.self) throws -> T {
        let text: String = try need(column)
        do {
            return try CanonicalJSON.decode(type, from: Data(text.utf8))
        } catch {
            throw Fault(.damaged, "column \(column) holds JSON of another shape", cause: error)
        }
    }
}

/// Canonical JSON as the database keeps it.
func jsonText(_ value: some Encodable) throws -> String {
    String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
}
