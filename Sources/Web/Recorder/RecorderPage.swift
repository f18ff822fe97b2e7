import Domain
import Foundation
import Hummingbird
import Store

/// The page that records a session in the browser, in the console's frame: `GET /record/{check}` (id or number), and
/// its modules `GET /static/recorder*.js`. The recording itself goes through the API's uploads.
/// - Throws: `Fault(.internal)` when the page's template does not parse; the page itself throws `Fault(.notFound)` for an
///   unknown check.
func addRecorderRoutes(
    to router: some RouterMethods<BasicRequestContext>, store: CheckStore, frame: ConsoleFrame
) throws {
    let page = try RecorderPage(store: store, frame: frame)
    router.get("/record/:check") { request, context in
        try await page.response(to: request, check: context.parameters.require("check"))
    }
    let modules = [
        "recorder": PackageResources.recorder_js, "recorder_words": PackageResources.recorder_words_js,
        "recorder_upload": PackageResources.recorder_upload_js,
    ]
    for (name, bytes) in modules {
        router.get("/static/\(name).js") { _, _ in
            Page.asset(bytes, type: "text/javascript; charset=utf-8")
        }
    }
}

private struct RecorderPage: Sendable {
    private let store: CheckStore
    private let clock: ConsoleClock
    private let page: ConsolePage

    init(store: CheckStore, frame: ConsoleFrame) throws {
        self.store = store
        clock = ConsoleClock(zone: frame.zone)
        page = try ConsolePage(
            PackageResources.recorder_mustache, frame: frame, part: .queue, script: "/static/recorder.js")
    }

    func response(to request: Request, check name: String) async throws -> Response {
        let story = try await store.story(store.resolve(name))
        let check = story.check
        let language = request.consoleLanguage
        var values: [String: Any] = [
            "check": check.id.description, "check_no": check.checkNo, "state": check.state.name.words[language],
            "enterprise": check.enterpriseName, "when": "", "station": story.stationName ?? "",
            "people": check.people.map { ["name": $0.name, "id_masked": $0.idMasked] },
            "inspectors": story.inspectors.map { ["name": $0.name, "certificate_no": $0.certificateNo] },
        ]
        if let slot = check.state.booking {
            values["when"] = "\(clock.slot(slot.start, slot.end)) (\(clock.zone.identifier))"
        }
        return await page.response(
            to: request, title: Phrase("录制 \(check.checkNo)", "Record \(check.checkNo)")[language], values)
    }
}
