import Domain
import Foundation
import Hummingbird
import Store

/// `GET /search`: everything that holds what is asked for, the newest first, each with the moment of the footage that it
/// points at. Filters: `from`, `to` (days), `source`, `state`, `outcome`, `inspector`, `station`; paged by `cursor`.
struct SearchPage: Sendable {
    private static let pageSize = 30

    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_search_mustache, frame: console.frame, part: .search)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("search") { request, _ in try await show(request) }
    }

    private func show(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        let question = request.asked("q") ?? ""
        var filter = SearchFilter()
        var problem = ""
        do {
            filter = try SearchRoutes.filter(request, console.clock.zone)
        } catch let fault as Fault where fault.kind == .invalid {
            problem = Phrase("筛选条件无法识别：\(fault.message)", fault.message)[language]
        }
        filter.limit = Self.pageSize
        let hits = question.isEmpty || !problem.isEmpty ? [] : try await console.store.search(question, filter)
        var values = try await fields(request, language)
        values["q"] = question
        values["problem"] = problem
        values["asked"] = !question.isEmpty && problem.isEmpty
        values["any"] = !hits.isEmpty
        values["hits"] = hits.map { line($0, question, language) }
        let query = Self.filters.map { ($0, request.asked($0) ?? "") } + [("q", question)]
        if hits.count == Self.pageSize, let last = hits.last {
            values["next"] = ConsoleList.address("/search", query + [("cursor", String(last.entry))])
        }
        if filter.after != nil { values["first"] = ConsoleList.address("/search", query) }
        let title = question.isEmpty ? Phrase("查找", "Search") : Phrase("查找：\(question)", "Search: \(question)")
        return await page.response(to: request, title: title[language], values)
    }

    private static let filters = ["from", "to", "source", "state", "outcome", "inspector", "station"]

    /// What can be chosen, and what is.
    private func fields(_ request: Request, _ language: Contact.Language) async throws -> [String: Any] {
        func options(_ name: String, _ all: [(value: String, label: String)]) -> [[String: Any]] {
            let chosen = request.asked(name) ?? ""
            return all.map { ["value": $0.value, "label": $0.label, "chosen": $0.value == chosen] }
        }
        let (inspectors, stations) = (try await console.store.inspectors(), try await console.store.stations())
        return [
            "from": request.asked("from") ?? "", "to": request.asked("to") ?? "",
            "narrowed": Self.filters.contains { request.asked($0) != nil },
            "sources": options("source", Check.Source.allCases.map { ($0.rawValue, $0.title[language]) }),
            "states": options("state", CheckState.Name.allCases.map { ($0.rawValue, $0.words[language]) }),
            "outcomes": options("outcome", PersonOutcome.Verdict.allCases.map { ($0.rawValue, $0.words[language]) }),
            "inspectors": options("inspector", inspectors.map { ($0.id, $0.name) }),
            "stations": options("station", stations.map { ($0.id, $0.name) }),
        ]
    }

    private func line(_ hit: SearchHit, _ question: String, _ language: Contact.Language) -> [String: Any] {
        let shown = hit.isShown ? hit.recording : nil
        let lines = hit.text.split(separator: "\n").map(String.init)
        // The line that holds what was asked for comes first; the others say what it belongs to.
        let first = lines.firstIndex { SearchText.contains($0, question) } ?? 0
        let rest = lines.indices.filter { $0 != first }.map { lines[$0] }
        let moment = shown.flatMap { recording in hit.seconds.map { (recording, $0) } }
        return [
            "kind": Self.name(hit.kind)[language], "text": lines.isEmpty ? "" : lines[first],
            "rest": hit.kind == "check" ? "" : rest.joined(separator: " · "),
            "check_no": hit.checkNo, "enterprise": hit.enterpriseName, "state": hit.state.words[language],
            "at": console.clock.minute(hit.requestedAt),
            "path": moment.map { "/recordings/\($0.0)?t=\(Int($0.1))" } ?? Self.path(hit),
            "time": moment.map { ConsoleClock.length($0.1) } ?? "",
            "picture": moment.map { "/recordings/\($0.0)/still.jpg?at=\($0.1)" } ?? "",
        ]
    }

    private static func path(_ hit: SearchHit) -> String {
        switch hit.kind {
        case "document": "/documents/\(hit.subject)"
        case "recording": "/recordings/\(hit.subject)"
        default: "/checks/\(hit.checkNo)"
        }
    }

    private static func name(_ kind: String) -> Phrase {
        switch kind {
        case "person": Phrase("人员", "Person")
        case "inspector": Phrase("核查人员", "Inspector")
        case "document": Phrase("文书", "Paper")
        case "recording": Phrase("录像", "Recording")
        case "answer": Phrase("核查项", "Answer")
        case "note": Phrase("备注", "Note")
        case "finding": Phrase("问题", "Finding")
        default: Phrase("核查", "Check")
        }
    }
}
