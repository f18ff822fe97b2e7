import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Recordings
import Store

enum RecordingView {
    static func json(_ described: Footage.Described) -> JSONValue {
        let row = described.row
        let report = described.report
        return .object([
            "id": .string(row.id.description), "check": .string(row.check.description),
            "check_no": .string(row.checkNo), "filename": .string(row.filename), "kind": .string(row.kind),
            "state": .string(row.state.rawValue), "reason": .text(row.reason), "size": .whole(row.size),
            "sha256": .text(row.sha256), "duration": .number(report?.durationSeconds),
            "container": .text(report?.container),
            "streams": .array(
                report?.streams.map { stream in
                    .object([
                        "index": .int(Int64(stream.index)), "kind": .string(stream.kind.rawValue),
                        "codec": .string(stream.codec),
                        "profile": .text(stream.profile), "width": .whole(stream.width.map { Int64($0) }),
                        "height": .whole(stream.height.map { Int64($0) }),
                        "rotation": .whole(stream.rotation.map { Int64($0) }), "mirrored": .flag(stream.isMirrored),
                        "frame_rate": .number(stream.frameRate),
                        "sample_rate": .whole(stream.sampleRate.map { Int64($0) }),
                        "channels": .whole(stream.channels.map { Int64($0) }), "language": .text(stream.language),
                        "title": .text(stream.title), "default": .flag(stream.isDefault),
                        "played": .flag(stream.isPlayed),
                        "packets": .int(Int64(stream.packets)),
                    ])
                } ?? []),
            "keyframes": .whole(described.keyframeCount.map { Int64($0) }),
            "gaps": .array(
                report?.gaps.map { .object(["from": .double($0.from), "to": .double($0.to)]) } ?? []),
            "stretches": .array(
                report?.stretches.map {
                    .object(["kind": .string($0.kind.rawValue), "from": .double($0.from), "to": .double($0.to)])
                } ?? []),
            "warnings": .texts(report?.warnings ?? []), "playback": playback(described),
            "media_type": .text(report?.playableType),
            "stills": .array(report?.stills.map { .object(["at": .double($0.at)]) } ?? []),
            "manifest_sha256": .text(row.manifestSHA256), "made_at": .time(row.madeAt),
            "uploaded_at": .time(row.uploadedAt), "verified_at": .time(row.verifiedAt), "damage": .text(row.damage),
        ])
    }

    /// `reason` is a stable code, null where the original is played; `text` the same in plain English.
    private static func playback(_ described: Footage.Described) -> JSONValue {
        guard let report = described.report else { return .null }
        return .object([
            "kind": .string(report.playback.rawValue), "reason": .text(report.playbackReason?.rawValue),
            "text": .string(report.playbackSentence),
        ])
    }
}

/// `/recordings`: what there is, and the footage itself.
struct RecordingRoutes: Sendable {
    let store: CheckStore
    let footage: Footage

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("recordings") { request, _ in try await list(request) }
        group.get("recordings/{id}") { _, context in
            let row = try await store.recording(Self.id(context.parameters.require("id")))
            return Answer.json(RecordingView.json(try footage.describe(row)))
        }
        group.get("checks/{id}/session") { _, context in
            let session = try await footage.session(store.resolve(context.parameters.require("id")))
            return Answer.json(Self.json(session))
        }
        group.get("recordings/{id}/chapters") { _, context in
            let (chapters, _) = try await chapters(Self.id(context.parameters.require("id")))
            return Answer.list(chapters.map(\.json), next: nil)
        }
        addBytes(to: group)
        group.get("recordings/{id}/keyframes") { _, context in
            let times = try await footage.keyframes(Self.id(context.parameters.require("id")))
            return Answer.list(times.map { .double($0) }, next: nil)
        }
    }

    /// The footage's bytes: for the API, and for the console's players beside it.
    func addBytes(to group: some RouterMethods<some RequestContext>) {
        for method in [HTTPRequest.Method.get, .head] {
            group.on(
                "recordings/{id}/original", method: method,
                use: { request, context in
                    let file = try await footage.original(Self.id(context.parameters.require("id")))
                    return try await FileAnswer(file, download: true).response(to: request, context: context)
                })
            group.on(
                "recordings/{id}/media.mp4", method: method,
                use: { request, context in
                    let file = try await footage.playable(Self.id(context.parameters.require("id")))
                    return try await FileAnswer(file, download: false).response(to: request, context: context)
                })
            group.on(
                "checks/{id}/session.mp4", method: method,
                use: { request, context in
                    let check = try await store.resolve(context.parameters.require("id"))
                    let session = try await footage.session(check)
                    return try await FileAnswer(session.file, download: request.asked("download") != nil)
                        .response(to: request, context: context)
                })
            group.on(
                "recordings/{id}/clip.mp4", method: method,
                use: { request, context in
                    let id = try Self.id(context.parameters.require("id"))
                    let file = try await footage.clip(
                        id, from: Self.seconds(request, "from") ?? 0, to: Self.seconds(request, "to"))
                    return try await FileAnswer(file, download: request.asked("download") != nil)
                        .response(to: request, context: context)
                })
        }
        group.get("recordings/{id}/storyboard.jpg") { request, context in
            let board = try await footage.storyboard(Self.id(context.parameters.require("id")))
            return try await FileAnswer(board.sheet, download: false).response(to: request, context: context)
        }
        group.get("recordings/{id}/storyboard.vtt") { _, context in
            let board = try await footage.storyboard(Self.id(context.parameters.require("id")))
            return Self.cues(board.cues)
        }
        group.get("recordings/{id}/chapters.vtt") { request, context in
            let (chapters, seconds) = try await chapters(Self.id(context.parameters.require("id")))
            let track = Chapter.track(chapters, lasting: seconds, request.consoleLanguage)
            return Self.cues(Data(track.utf8))
        }
        group.get("recordings/{id}/still.jpg") { request, context in
            try await still(Self.id(context.parameters.require("id")), request)
        }
    }

    private static func json(_ session: Footage.Session) -> JSONValue {
        func place(_ range: Range<Double>) -> [String: JSONValue] {
            ["from": .double(range.lowerBound), "to": .double(range.upperBound)]
        }
        return .object([
            "segments": .array(
                session.segments.map {
                    .object(place($0.place).merging(["recording": .string($0.recording.id.description)]) { $1 })
                }),
            "gaps": .array(session.gaps.map { .object(place($0)) }),
            "duration": .double(session.segments.last?.place.upperBound ?? 0),
        ])
    }

    /// And how long the recording is.
    private func chapters(_ id: ID<Recording>) async throws -> ([Chapter], Double) {
        let row = try await store.recording(id)
        let seconds = try footage.describe(row).report?.durationSeconds ?? 0
        return (Chapter.all(of: row, lasting: seconds, in: try await store.story(row.check)), seconds)
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        let check: ID<Check>?
        if let name = query.get("check") { check = try await store.resolve(name) } else { check = nil }
        let limit = try Answer.limit(request)
        let rows = try await store.recordings(
            check: check, text: request.words("q"), after: query.get("cursor"),
            order: request.choice("order") ?? .oldest,
            limit: limit)
        return Answer.list(
            try rows.map { RecordingView.json(try footage.describe($0)) },
            next: rows.count == limit ? rows.last?.id.description : nil)
    }

    private func still(_ id: ID<Recording>, _ request: Request) async throws -> Response {
        let still = try await footage.still(id, at: Self.seconds(request, "at") ?? 0)
        return Response(
            status: .ok, headers: [.contentType: "image/jpeg", .eTag: "\"\(still.sha256)\""],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: still.bytes)))
    }

    static func cues(_ text: Data) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/vtt; charset=utf-8", .cacheControl: "private, no-cache",
                .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: text)))
    }

    /// Seconds from the start of a recording; nil when they are not given.
    static func seconds(_ request: Request, _ name: String) throws -> Double? {
        guard let text = request.uri.queryParameters.get(name) else { return nil }
        guard let seconds = Double(text), seconds.isFinite, seconds >= 0 else {
            throw Fault(.invalid, "\"\(name)\" takes seconds from the start of the recording.", field: name)
        }
        return seconds
    }

    static func id(_ text: String) throws -> ID<Recording> {
        guard let id = ID<Recording>(text) else {
            throw Fault(.notFound, "There is no recording \"\(text.prefix(40))\".", field: "id")
        }
        return id
    }
}

extension FileAnswer {
    fileprivate init(_ file: Footage.File, download: Bool) {
        self.init(
            pieces: file.pieces, mediaType: file.mediaType, tag: file.tag,
            downloadName: download ? file.name : nil)
    }
}
