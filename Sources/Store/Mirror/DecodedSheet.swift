import Domain
import Foundation
import GRDB
import Synchronization

/// A sheet that was read: its rows, held to its digest, not yet to the schema.
struct DecodedSheet: Sendable {
    let name: String
    let parts: [(table: MirrorSheet.Table, rows: [[DatabaseValue]])]

    /// - Throws: `Fault(.damaged)` saying why it is not taken.
    init(_ sheet: Data, named name: String) throws {
        self.name = name
        parts = try sheet.withUnsafeBytes { raw in
            let body = try Self.sealed(raw.bindMemory(to: UInt8.self))
            var lines = body.split(separator: UInt8(ascii: "\n")).makeIterator()
            try Self.demand(lines.next(), is: name)
            var parts: [(table: MirrorSheet.Table, rows: [[DatabaseValue]])] = []
            while let line = lines.next() {
                if line.first == UInt8(ascii: "{") {
                    parts.append((try Self.table(Data(line)), []))
                    continue
                }
                let values = try MirrorLine.values(UnsafeBufferPointer(rebasing: line))
                guard let last = parts.indices.last, values.count == parts[last].table.columns.count else {
                    throw Fault(.damaged, "a row has another number of columns than its table's head")
                }
                parts[last].rows.append(values)
            }
            return parts
        }
    }

    /// The sheet without its last line, which must be the digest of the rest.
    static func sealed(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Slice<UnsafeBufferPointer<UInt8>> {
        let torn = Fault(.damaged, "it is torn: its last line is not the digest of the rest")
        guard bytes.last == UInt8(ascii: "\n"),
            let cut = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")),
            let seal = try? CanonicalJSON.decode(MirrorSheet.Seal.self, from: Data(bytes[(cut + 1)...])),
            Data(bytes[...cut]).sha256Hex == seal.sha256
        else { throw torn }
        return bytes[...cut]
    }

    private static func demand(_ line: Slice<UnsafeBufferPointer<UInt8>>?, is name: String) throws {
        let head = try? line.map { try CanonicalJSON.decode(MirrorSheet.Head.self, from: Data($0)) }
        guard let head, head.mirror == 1 else { throw Fault(.damaged, "it does not begin as a sheet does") }
        guard head.sheet == name else { throw Fault(.damaged, "it is the sheet \(head.sheet)") }
        guard Migrations.knows(head.schema) else {
            throw Fault(.damaged, "it was written by a newer VideoCheck: install that version")
        }
    }

    /// All sheets have the same few heads.
    private static let tables = Mutex<[Data: MirrorSheet.Table]>([:])

    private static func table(_ line: Data) throws -> MirrorSheet.Table {
        if let known = tables.withLock({ $0[line] }) { return known }
        let table: MirrorSheet.Table
        do { table = try CanonicalJSON.decode(MirrorSheet.Table.self, from: line) } catch {
            throw Fault(.damaged, "a table's head cannot be read", cause: error)
        }
        tables.withLock { if $0.count < 1000 { $0[line] = table } }
        return table
    }
}
