import Domain
import Foundation
import GRDB
import Testing

@testable import Store

/// The mirror's sheets: every table is on one, every value comes back, and what is damaged is told and costs only itself.
@Suite struct MirrorTests {
    @Test func `every table is mirrored or can be made from others`() async throws {
        try await Centre.with { centre in
            let tables = try centre.database.readNow { db in
                try String.fetchAll(
                    db,
                    sql: """
                        SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                            AND name NOT LIKE 'search_%' AND name <> 'grdb_migrations'
                        """)
            }
            let mirrored = Set(MirrorTable.all.map(\.name))
            #expect(mirrored.count == MirrorTable.all.count)
            #expect(Set(tables).union(["search_entry"]) == mirrored.union(MirrorTable.derived))
        }
    }

    /// Rows of every kind of value, on a table that takes any.
    private func sheet(_ rows: [(String, Int64, String)], name: String = "centre/all", extra: String = "") throws
        -> Data
    {
        var text = #"{"mirror":1,"schema":"\#(Migrations.last)","sheet":"\#(name)"}"# + "\n"
        text += #"{"columns":["id","name","active","made_at"],"table":"station"}"# + "\n"
        for (id, at, name) in rows {
            text +=
                String(
                    decoding: JSONText(.array([.string(id), .string(name), .int(1), .int(at)])).bytes, as: UTF8.self)
                + "\n"
        }
        text += extra
        return Data((text + #"{"sha256":"\#(Data(text.utf8).sha256Hex)"}"# + "\n").utf8)
    }

    private func load(_ sheets: [(name: String, bytes: Data)]) throws -> (problems: [String], stations: [String]) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "mirror-\(UUID())").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try StoreDatabase(directory: directory) { Issue.record("\($0)") }.closeWhole()
        var batches = [sheets.map { sheet in StoreDatabase.UnreadSheet(name: sheet.name) { sheet.bytes } }]
        let problems = try StoreDatabase.load(directory: directory) { batches.popLast() ?? [] }
        let queue = try DatabaseQueue(path: "\(directory)/\(StoreDatabase.fileName)")
        let stations = try queue.read { try String.fetchAll($0, sql: "SELECT name FROM station ORDER BY id") }
        return (problems.map(\.problem), stations)
    }

    @Test func `a sheet that clashes or is damaged is told of, and the others are taken`() throws {
        let good = try sheet([("sta_1", 1, "一号室"), ("sta_2", .max, "quoted \"\\ \n\t\u{1} 二")])
        var torn = try sheet([("sta_9", 1, "torn")])
        torn[60] ^= 1
        let found = try load([
            ("centre/all", good), ("centre/all", try sheet([("sta_3", 1, "三"), ("sta_1", 1, "again")])),
            ("centre/all", torn), ("centre/all", Data("{}\n".utf8)), ("centre/other", good),
            ("centre/all", try sheet([("sta_4", 1, "四")], extra: "[1,2]\n")),
            (
                "centre/all",
                try sheet([("sta_5", 1, "五")], extra: "{\"columns\":[\"x\"],\"table\":\"sqlite_schema\"}\n[1]\n")
            ),
            ("centre/all", try sheet([("sta_6", 1, "六")])),
        ])
        #expect(found.stations == ["一号室", "quoted \"\\ \n\t\u{1} 二", "六"])
        #expect(found.problems.count == 6, "\(found.problems)")
        #expect(found.problems.contains { $0.contains("UNIQUE") } && found.problems.contains { $0.contains("torn") })
    }

    @Test func `every value comes back as it was`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let text = String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
                        Unicode.Scalar(UInt32.random(in: 0...0x2_FFFF, using: &random))
                    }))
            let blob = Data((0..<Int.random(in: 0...9, using: &random)).map { _ in UInt8.random(in: 0...255) })
            let values: [DatabaseValue] = [
                .null, Int64.random(in: .min ... .max).databaseValue, text.databaseValue, blob.databaseValue,
                Double.random(in: -1e9...1e9).databaseValue, (1e300 * Double.random(in: -1...1)).databaseValue,
            ]
            let queue = try DatabaseQueue()
            let row = try #require(
                try queue.read {
                    try Row.fetchOne($0, sql: "SELECT ?, ?, ?, ?, ?, ?", arguments: StatementArguments(values))
                })
            let line = Array(MirrorSheet.line(row).dropLast())
            #expect(try line.withUnsafeBufferPointer { try MirrorLine.values($0) } == values)
        }
    }

    @Test(arguments: [
        "", "[", "[]x", "[1", "[1,]", "[nul]", "[\"a]", "[\"\\u00ff\"]", "[{\"base64\":\"*\"}]", "[{\"hex\":\"00\"}]",
        "[1e999]",
        "[--1]", "[\"\\q\"]", "[1]]", "[[1]]",
    ])
    func `a row that is none is refused`(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: Fault.self) { try bytes.withUnsafeBufferPointer { try MirrorLine.values($0) } }
    }

    @Test func `what changes is noted with the change, and undone with it`() async throws {
        try await Centre.with { centre in
            let check = try await centre.requested()
            #expect(try centre.count("mirror_due", "sheet = 'check/\(check)' AND taken = 0") == 1)
            while let taken = try await centre.store.takeSheets(limit: 8) {
                #expect(taken.sheets.allSatisfy { $0.bytes.map(MirrorSheet.isWhole) ?? true })
                try await centre.store.settleSheets(taken.sheets.map(\.name))
            }
            #expect(try centre.count("mirror_due") == 0)
            struct Own: Error {}
            await #expect(throws: Own.self) {
                try await centre.database.commits.write { db in
                    try db.execute(sql: "UPDATE \"check\" SET revision = revision + 1")
                    throw Own()
                }
            }
            #expect(try centre.count("mirror_due") == 0)
            // A change between taking and settling makes it due again.
            try await centre.store.markSheets(["check/\(check)"])
            let taken = try #require(try await centre.store.takeSheets(limit: 8))
            try await centre.execute("UPDATE \"check\" SET revision = revision + 1")
            try await centre.store.settleSheets(taken.sheets.map(\.name))
            #expect(try centre.count("mirror_due", "sheet = 'check/\(check)'") == 1)
        }
    }
}
