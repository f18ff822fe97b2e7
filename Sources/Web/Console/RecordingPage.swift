import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Recordings
import Store

/// `GET /recordings/{id}`: one recording: its player, or its stills where a browser cannot play it; its chapters, a
/// stretch to cut, what the worker found; the original to download. `POST /recordings/{id}/abandon` ends an upload that stopped short.
struct RecordingPage: Sendable {
    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(
            PackageResources.console_recording_mustache, frame: console.frame, part: .recordings,
            script: "/static/review.js")
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("recordings/{id}") { request, context in
            let id = try RecordingRoutes.id(context.parameters.require("id"))
            return try await show(request, id, Self.form(id, request))
        }
        router.post("recordings/{id}/abandon") { request, context in
            try await abandon(request, RecordingRoutes.id(context.parameters.require("id")))
        }
    }

    private func show(
        _ request: Request, _ id: ID<Recording>, _ form: FormView, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let language = request.consoleLanguage
        let described = try await console.footage.describe(console.store.recording(id))
        let line = RecordingLine(described, clock: console.clock, language: language)
        var values = line.values
        values["container"] = described.report.map { Self.container($0.container) } ?? ""
        values["keyframes"] = described.keyframeCount.map { String($0) } ?? ""
        values["manifest_sha256"] = described.row.manifestSHA256 ?? ""
        values.merge(try await review(described, request)) { $1 }
        // `?t=` leads to a moment: a media fragment, which browsers follow by themselves.
        values["fragment"] = request.asked("t").flatMap { Int($0) }.map { "#t=\($0)" } ?? ""
        if described.row.state == .uploading {
            values["progress"] = try await progress(described.row)[language]
            values["end"] = form.html(id: "abandon", template: console.formTemplate)
            values["refused"] = status != .ok
        }
        return await page.response(
            to: request, status: status, title: described.row.filename, address: "/recordings/\(id)", values)
    }

    /// What a reviewer works with: chapters, the length of a picture, the stretch to cut.
    private func review(_ described: Footage.Described, _ request: Request) async throws -> [String: Any] {
        guard let report = described.report else { return ["marked": false, "board": false] }
        let language = request.consoleLanguage
        let story = try await console.store.story(described.row.check)
        let chapters = Chapter.all(of: described.row, lasting: report.durationSeconds, in: story)
        let asked = request.asked("t").flatMap { Double($0) } ?? 0
        let from = min(max(0, asked.isFinite ? asked : 0), report.durationSeconds)
        let segments = story.recordings.count > 1 ? try await segments(described.row) : []
        let rate = report.streams.first { $0.kind == .video }?.frameRate ?? 25
        return [
            "segments": segments, "several": !segments.isEmpty,
            "marked": !chapters.isEmpty, "board": report.samplesOf != nil, "seconds": report.durationSeconds,
            "frame_seconds": rate > 0 ? 1 / rate : 0.04, "clip_from": from,
            "clip_to": min(from + 30, report.durationSeconds),
            "chapters": chapters.map { chapter in
                [
                    "kind": chapter.kind.rawValue, "at": chapter.seconds, "second": Int(chapter.seconds),
                    "time": ConsoleClock.length(chapter.seconds), "title": chapter.title[language],
                    "by": chapter.by, "tone": chapter.tone, "id": described.row.id.description,
                ] as [String: Any]
            },
        ]
    }

    /// The session's recordings on one clock, where there are several.
    private func segments(_ row: RecordingRow) async throws -> [[String: Any]] {
        guard let session = try? await console.footage.session(row.check), session.segments.count > 1 else { return [] }
        let own = session.segments.firstIndex { $0.recording.id == row.id }
        var end: Double?
        return session.segments.enumerated().map { place, segment in
            let gap = end.map { segment.place.lowerBound - $0 } ?? 0
            let missing =
                gap > 1
                ? end.map { "\(ConsoleClock.length($0)) – \(ConsoleClock.length(segment.place.lowerBound))" } : nil
            end = segment.place.upperBound
            return [
                "id": segment.recording.id.description, "filename": segment.recording.filename,
                "from": ConsoleClock.length(segment.place.lowerBound),
                "to": ConsoleClock.length(segment.place.upperBound),
                "current": place == own, "next": own.map { $0 + 1 == place } ?? false, "gap": missing ?? "",
            ]
        }
    }

    /// As people call what FFmpeg names by all that its reader takes.
    private static func container(_ name: String) -> String {
        switch name {
        case "mov,mp4,m4a,3gp,3g2,mj2": "MP4/MOV"
        case "matroska,webm": "Matroska/WebM"
        case "mpegts": "MPEG-TS"
        case "mpeg": "MPEG-PS"
        case "avi", "flv": name.uppercased()
        case "ogg": "Ogg"
        default: name
        }
    }

    /// How far it is, and since when it has been silent.
    private func progress(_ row: RecordingRow) async throws -> Phrase {
        let (size, lastAt) = try await console.uploads.progress(row)
        let here = ConsoleClock.size(size)
        let all = row.length.map(ConsoleClock.size)
        let chinese = all.map { "共 \($0)，已收到 \(here)" } ?? "已收到 \(here)，总长度未知"
        let english = all.map { "\(here) of \($0) are here" } ?? "\(here) are here, of how many is not known"
        guard let last = lastAt.map({ console.clock.minute($0) }) else {
            return Phrase(chinese + "。", english + ".")
        }
        return Phrase("\(chinese)；最近一次收到数据：\(last)。", "\(english); the last came at \(last).")
    }

    private func abandon(_ request: Request, _ id: ID<Recording>) async throws -> Response {
        let language = request.consoleLanguage
        let sent = try await FormFields(request)
        var form = Self.form(id, request)
        do {
            let by = try Application.text(sent["by"], "by")
            try await console.uploads.abandon(
                id, by: Actor(.registrar, by), note: Application.text(sent["reason"], "reason"), now: Date())
            var response = ConsoleNotice.seeOther(
                "/recordings/\(id)",
                Phrase("上传已结束，收到的部分已保留。", "The upload is ended; what came of it is kept.")[language])
            response.setCookie(ConsoleName.remembering(by))
            return response
        } catch let fault as Fault where fault.kind == .invalid {
            let problem = Phrase("请填写，最多 200 字，不含控制字符。", "Fill this in: at most 200 characters, no control characters.")
            form = form.filled(sent, errors: [fault.field ?? "": problem[language]])
            return try await show(request, id, form, status: .unprocessableContent)
        } catch let fault as Fault where fault.kind == .conflict && fault.field == nil {
            form = form.filled(sent)
            form.problem =
                Phrase(
                    "此刻正有数据写入，请稍后再看是否真的中断。",
                    "Bytes are being written at this moment: look again later whether it has stopped.")[language]
            return try await show(request, id, form, status: .conflict)
        } catch let fault as Fault where fault.kind == .conflict {
            return ConsoleNotice.seeOther(
                "/recordings/\(id)",
                Phrase("上传已经完成，无需结束。", "The upload is complete: there is nothing to end.")[language])
        }
    }

    private static func form(_ id: ID<Recording>, _ request: Request) -> FormView {
        let language = request.consoleLanguage
        return FormView(
            action: "/recordings/\(id)/abandon", submit: Phrase("结束上传", "End the upload")[language],
            fields: [
                .init(
                    name: "reason", label: Phrase("原因", "Reason")[language], kind: .line(),
                    hint: Phrase("例如：录像机断电，文件已另行上传", "Such as: the recorder lost power, its file was sent again")[
                        language], required: true),
                ConsoleName.field(request),
            ], grave: true)
    }
}
