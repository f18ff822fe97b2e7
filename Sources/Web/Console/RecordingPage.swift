import Domain
import Hummingbird
import Recordings
import Store

/// `GET /recordings/{id}`: one recording: its player, or its stills where a browser cannot play it; what the worker
/// found; the original to download.
struct RecordingPage: Sendable {
    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_recording_mustache, frame: console.frame, part: .recordings)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("recordings/{id}") { request, context in
            try await show(request, RecordingRoutes.id(context.parameters.require("id")))
        }
    }

    private func show(_ request: Request, _ id: ID<Recording>) async throws -> Response {
        let language = request.consoleLanguage
        let described = try await console.footage.describe(console.store.recording(id))
        let line = RecordingLine(described, clock: console.clock, language: language)
        var values = line.values
        values["container"] = described.report?.container ?? ""
        values["keyframes"] = described.keyframeCount.map { String($0) } ?? ""
        values["manifest_sha256"] = described.row.manifestSHA256 ?? ""
        // `?t=` leads to a moment: a media fragment, which browsers follow by themselves.
        values["fragment"] = request.asked("t").flatMap { Int($0) }.map { "#t=\($0)" } ?? ""
        return await page.response(to: request, title: described.row.filename, values)
    }
}
