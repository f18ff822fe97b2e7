import Domain
import Foundation
import Hummingbird
import Recordings
import Store

/// `GET /recordings`: all footage, the newest first. Filters: `state`, `q`; paged by `cursor`.
struct RecordingsPage: Sendable {
    private static let pageSize = 50

    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_recordings_mustache, frame: console.frame, part: .recordings)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("recordings") { request, _ in try await show(request) }
    }

    private func show(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        let state = try request.asked("state").map { try RecordingState(word: $0, field: "state") }
        let text = request.asked("q")
        let cursor = request.asked("cursor")
        let found = try await console.store.newestRecordings(
            state: state, text: text, before: cursor, limit: Self.pageSize)
        let counts = try await console.store.recordingCounts()
        var values: [String: Any] = [
            "tabs": Self.tabs(counts, current: state, language), "state": state?.rawValue ?? "", "q": text ?? "",
            "recordings": try found.lines.map {
                RecordingLine(try console.footage.describe($0), clock: console.clock, language: language).values
            }, "any": !found.lines.isEmpty,
        ]
        let query = [("state", state?.rawValue ?? ""), ("q", text ?? "")]
        if let next = found.next { values["next"] = ConsoleList.address("/recordings", query + [("cursor", next)]) }
        if cursor != nil { values["first"] = ConsoleList.address("/recordings", query) }
        return await page.response(to: request, title: Phrase("录像", "Recordings")[language], values)
    }

    /// The tabs above recordings. A page about files that are no recordings yet joins here.
    static func tabs(
        _ counts: [RecordingState: Int], current: RecordingState?, _ language: Contact.Language
    ) -> [[String: Any]] {
        let all = ConsoleList.tab(
            Phrase("全部", "All")[language], "/recordings", count: counts.values.reduce(0, +), current: current == nil)
        return [all]
            + RecordingState.allCases.map { state in
                ConsoleList.tab(
                    state.words[language], "/recordings?state=\(state.rawValue)", count: counts[state] ?? 0,
                    current: current == state)
            }
    }
}
