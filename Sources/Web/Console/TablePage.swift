import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Tables

/// `POST /intake/table` (and below /inspectors, /stations, /enterprises): a table in, a page that says what came of it.
/// Beside it `template.csv`, an empty table, and `mend.csv`, the rows that were held back as a file.
struct TablePage: Sendable {
    /// More would be a page that nobody reads; the file to mend holds them all.
    private static let mostShown = 300

    private let console: IntakeConsole
    private let kind: TableKind
    private let page: ConsolePage
    private let sorry: ConsolePage

    init(_ console: IntakeConsole, _ kind: TableKind) throws {
        self.console = console
        self.kind = kind
        page = try ConsolePage(PackageResources.console_table_mustache, frame: console.frame, part: kind.part)
        sorry = try ConsolePage(PackageResources.console_refused_mustache, frame: console.frame, part: kind.part)
    }

    func add(to router: some RouterMethods) {
        let path = String(kind.path.dropFirst())
        router.post("\(path)/table") { request, _ in try await take(request) }
        router.get("\(path)/template.csv") { request, _ in
            Self.file(MendSheet.template(kind.template(request.consoleLanguage)), "\(kind.rawValue)-template.csv")
        }
        router.post("\(path)/mend.csv") { request, _ in try await mend(request) }
    }

    private func take(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        let sent = try await Multipart(request, bound: console.intake.reader.bounds.bytes + (64 << 10))
        let file = sent["file"]
        let bytes = file.isEmpty ? sent["pasted"] : file
        let pasted = file.isEmpty ? String(decoding: bytes, as: UTF8.self) : ""
        let report: TableReport
        do {
            report = try await console.intake.take(
                kind, bytes, dryRun: sent.text("dry_run") == "1", now: Date())
        } catch let unreadable as UnreadableTable {
            return await refuse(request, [unreadable.message[language]], pasted)
        }
        if report.isUnreadable {
            let said = report.problems.map { problem in
                problem.column.isEmpty
                    ? problem.message[language] : "\(problem.column)\(problem.row): \(problem.message[language])"
            }
            return await refuse(request, said, pasted)
        }
        return await page.response(
            to: request, title: Self.title(kind)[language], address: kind.path, values(report, language))
    }

    /// The form again, with what was pasted still in it.
    private func refuse(_ request: Request, _ said: [String], _ pasted: String) async -> Response {
        let language = request.consoleLanguage
        let problem = said.prefix(20).joined(separator: language == .zh ? "；" : " · ")
        return await sorry.response(
            to: request, status: .unprocessableContent, title: Self.title(kind)[language], address: kind.path,
            [
                "title": Self.title(kind)[language], "path": kind.path,
                "table": console.uploadForm(kind, language, pasted: pasted, problem: problem),
            ])
    }

    private static func title(_ kind: TableKind) -> Phrase {
        switch kind {
        case .applications: Phrase("申请表格", "Table of applications")
        case .inspectors: Phrase("核查人员表格", "Table of inspectors")
        case .stations: Phrase("核查室表格", "Table of stations")
        case .enterprises: Phrase("企业表格", "Table of enterprises")
        }
    }

    private func values(_ report: TableReport, _ language: Contact.Language) -> [String: Any] {
        let taken = report.dryRun ? Phrase("可导入", "Could be taken") : Phrase("已导入", "Taken")
        let problems = report.problems
        var values: [String: Any] = [
            "title": Self.title(kind)[language], "path": kind.path, "dry_run": report.dryRun,
            "taken_label": taken[language], "taken_count": report.accepted.count, "known_count": report.known.count,
            "problem_count": problems.count, "any_problem": !problems.isEmpty,
            "held_count": report.held.isEmpty ? "" : String(report.held.count),
            "cell_label": Phrase("单元格", "Cell")[language], "header_label": Phrase("列", "Column")[language],
            "value_label": Phrase("内容", "Value")[language], "rows_label": Phrase("行", "Rows")[language],
            "name_label": Phrase("名称或编号", "Name or number")[language], "any_taken": !report.accepted.isEmpty,
            "problems": problems.prefix(Self.mostShown).map { problem in
                [
                    "cell": problem.column.isEmpty ? String(problem.row) : "\(problem.column)\(problem.row)",
                    "header": problem.header, "value": problem.value, "message": problem.message[language],
                ]
            },
            "taken": report.accepted.prefix(Self.mostShown).map { entry in
                [
                    "rows": entry.rows.map(String.init).joined(separator: ", "), "name": entry.name,
                    "check": entry.checkNo ?? "", "state": Self.word(entry.taken)[language],
                ]
            },
        ]
        if problems.count > Self.mostShown {
            let more = problems.count - Self.mostShown
            values["more_problems"] =
                Phrase("另有 \(more) 个，见下载的文件", "\(more) more are in the file to download")[language]
        }
        if report.accepted.count > Self.mostShown {
            let more = report.accepted.count - Self.mostShown
            values["more_taken"] = Phrase("另有 \(more) 条", "\(more) more")[language]
        }
        if let mend = report.mendSheet(language) {
            values["mend"] = String(decoding: mend, as: UTF8.self).replacing("\u{FEFF}", with: "")
        }
        return values
    }

    private static func word(_ taken: Taken) -> Phrase {
        switch taken {
        case .new: Phrase("新增", "New")
        case .changed: Phrase("已更新", "Changed")
        case .known: Phrase("已有", "There already")
        }
    }

    /// The browser's own copy of the rows, given back as a file: nothing of them is kept here.
    private func mend(_ request: Request) async throws -> Response {
        let sent = try await Multipart(request, bound: 4 * console.intake.reader.bounds.bytes)
        return Self.file(Data("\u{FEFF}".utf8) + sent["csv"], "\(kind.rawValue)-to-mend.csv")
    }

    private static func file(_ bytes: Data, _ name: String) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/csv; charset=utf-8", .xContentTypeOptions: "nosniff", .cacheControl: "no-store",
            .contentSecurityPolicy: "default-src 'none'; sandbox",
        ]
        headers[.contentDisposition] = "attachment; filename=\"\(name)\""
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
