import Documents
import Domain
import Foundation
import Hummingbird
import Store

/// The page that records a session in the browser, for the staff listener: `GET /record/{check}` (id or number),
/// `GET /static/recorder.js`, `GET /static/style.css`. The recording itself goes through the API's uploads.
/// - Parameter timeZone: of the centre, in which the slot is shown.
/// - Throws: `Fault(.internal)` when the page's template does not parse; the page itself throws `Fault(.notFound)` for an
///   unknown check.
public func addRecorderRoutes<Context: RequestContext>(
    to router: Router<Context>, store: CheckStore, timeZone: TimeZone
) throws {
    let page = try RecorderPage(store: store, clock: LocalClock(timeZone: timeZone), zone: timeZone)
    router.get("/record/:check") { request, context in
        try await page.response(to: request, check: context.parameters.require("check"))
    }
    router.get("/static/recorder.js") { _, _ in
        Page.asset(PackageResources.recorder_js, type: "text/javascript; charset=utf-8")
    }
    router.get("/static/style.css") { _, _ in
        Page.asset(PackageResources.style_css, type: "text/css; charset=utf-8")
    }
}

private struct RecorderPage: Sendable {
    /// The preview and the finished recording are media; everything else stays on this listener.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self' blob:; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    private let store: CheckStore
    private let clock: LocalClock
    private let zone: TimeZone
    private let page: Page

    init(store: CheckStore, clock: LocalClock, zone: TimeZone) throws {
        self.store = store
        self.clock = clock
        self.zone = zone
        page = try Page(
            PackageResources.recorder_mustache, styleSheet: "/static/style.css", script: "/static/recorder.js"
        )
    }

    func response(to request: Request, check name: String) async throws -> Response {
        let story = try await store.story(store.resolve(name))
        let check = story.check
        let language = request.language
        var values: [String: Any] = [
            "check": check.id.description, "check_no": check.checkNo, "state": check.state.name.rawValue,
            "enterprise": check.enterpriseName,
            "people": check.people.map { ["name": $0.name, "id_masked": $0.idMasked] },
            "inspectors": story.inspectors.map { ["name": $0.name, "certificate_no": $0.certificateNo] },
        ]
        if let slot = check.state.booked {
            values["when"] = "\(clock.minute(slot.start)) – \(clock.time(slot.end)) (\(zone.identifier))"
        }
        if let station = story.stationName { values["station"] = station }
        return page.response(
            title: language == .zh ? "录制 \(check.checkNo)" : "Record \(check.checkNo)", language: language,
            policy: Self.policy, values)
    }
}
