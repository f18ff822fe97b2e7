import Domain
import Foundation
import Testing

@testable import Tables

/// What the confined reader may answer, and what it makes of a real workbook.
@Suite struct WorkbookTests {
    private func sheet(_ lines: String...) throws -> Sheet {
        try WorkbookAnswer.sheet(Array(lines.joined(separator: "\n").utf8), bounds: TableBounds())
    }

    @Test func anAnswerIsRowsAndTheirCount() throws {
        let sheet = try sheet(
            #"{"row":2,"cells":["王","",{"t":"=1","f":"formula"}]}"#, #"{"row":5,"cells":["x"]}"#, #"{"end":2}"#)
        #expect(
            sheet.rows == [
                Sheet.Row(number: 2, cells: [Sheet.Cell("王"), Sheet.Cell(""), Sheet.Cell("=1", flaw: .formula)]),
                Sheet.Row(number: 5, cells: [Sheet.Cell("x")]),
            ])
    }

    @Test(
        arguments: [
            [""], ["no json"], [#"{"row":1,"cells":["x"]}"#], [#"{"end":1}"#],
            [#"{"row":0,"cells":[]}"#, #"{"end":1}"#],
            [#"{"row":3,"cells":["x"]}"#, #"{"row":3,"cells":["y"]}"#, #"{"end":2}"#],
            [#"{"row":1,"cells":[{"t":"x","f":"unheard"}]}"#, #"{"end":1}"#],
            [#"{"row":1,"cells":[7]}"#, #"{"end":1}"#],
            [#"{"row":1,"cells":["\#(String(repeating: "x", count: 2001))"]}"#, #"{"end":1}"#],
            [#"{"row":1,"cells":[\#(Array(repeating: #""x""#, count: 61).joined(separator: ","))]}"#, #"{"end":1}"#],
            [#"{"refused":"of a kind nobody knows"}"#],
        ])
    func anAnswerThatBreaksItsBoundsIsDamage(lines: [String]) {
        #expect(throws: UnreadableTable.damaged) {
            try WorkbookAnswer.sheet(Array(lines.joined(separator: "\n").utf8), bounds: TableBounds())
        }
    }

    @Test func aRefusalIsSaidInWords() {
        #expect(throws: UnreadableTable.noReader) { try sheet(#"{"refused":"no_openpyxl"}"#) }
        #expect(throws: UnreadableTable.tooManyRows(TableBounds())) { try sheet(#"{"refused":"too_many_rows"}"#) }
    }

    @Test func aRealWorkbookIsReadThroughTheRealProcess() async throws {
        let workbook = try Self.workbook(
            "sheet['A1'] = '姓名'; sheet['B1'] = '有效期'; sheet['A3'] = '𠮷野'; sheet['C3'] = '=1+1'")
        let rows = try await TableReader().read(workbook) { $0.rows }
        #expect(rows.map(\.number) == [1, 3])
        #expect(rows[0].cells.map(\.text) == ["姓名", "有效期"])
        #expect(rows[1].cells[0].text == "𠮷野" && rows[1].cells[2].flaw == .formula)
    }

    @Test func withoutAnInterpreterTheAdministratorIsToldWhatToInstall() async throws {
        let workbook = try Self.workbook("sheet['A1'] = 1")
        let reader = TableReader(python: "/nonexistent/python3")
        await #expect(throws: UnreadableTable.self) { try await reader.read(workbook) { $0 } }
        #expect(try await reader.read(Data("a,b\n".utf8)) { $0.rows.count } == 1)
    }

    @Test func aReaderOutOfTimeIsEndedAndOneThatIsCancelledToo() async throws {
        var bounds = TableBounds()
        bounds.seconds = 0
        let workbook = try Self.workbook("sheet['A1'] = 1")
        let late = TableReader(bounds: bounds)
        await #expect(throws: UnreadableTable.overdue) { try await late.read(workbook) { $0 } }
        let task = Task { try await TableReader().read(workbook) { $0 } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    private static func workbook(_ statements: String) throws -> Data {
        let path = FileManager.default.temporaryDirectory.appending(path: "videocheck-\(UUID().uuidString).xlsx").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [
            "-c",
            "import openpyxl, sys; book = openpyxl.Workbook(); sheet = book.active; \(statements); book.save(sys.argv[1])",
            path,
        ]
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: URL(filePath: path))
    }
}
