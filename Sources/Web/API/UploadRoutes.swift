import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Recordings
import Store

/// tus 1.0 at `/uploads`: core, creation, creation-defer-length, checksum, termination.
struct UploadRoutes: Sendable {
    let store: CheckStore
    let uploads: Uploads
    private static let version = "1.0.0"

    func add(to group: RouterGroup<some RequestContext>) {
        for path in ["uploads", "uploads/{id}"] as [RouterPath] {
            group.on(path, method: .options, use: { _, _ in Self.abilities })
        }
        group.post("uploads") { request, _ in try await tus(request) { try await create(request) } }
        group.on(
            "uploads/{id}", method: .head,
            use: { request, context in
                try await tus(request) { try await status(context.parameters.require("id")) }
            })
        group.patch("uploads/{id}") { request, context in
            try await tus(request) { try await append(context.parameters.require("id"), request) }
        }
        group.delete("uploads/{id}") { request, context in
            try await tus(request) { try await abandon(context.parameters.require("id"), request) }
        }
    }

    private static var abilities: Response {
        Response(
            status: .noContent,
            headers: [
                .tusResumable: version, .tusVersion: version, .tusMaxSize: String(Uploads.maximumSize),
                .tusExtension: "creation,creation-defer-length,checksum,termination",
                .tusChecksumAlgorithm: Uploads.Algorithm.allCases.map(\.rawValue).joined(separator: ","),
            ])
    }

    /// Every answer, faults included, carries the protocol's version.
    private func tus(_ request: Request, _ handle: () async throws -> Response) async throws -> Response {
        var response: Response
        if request.headers[.tusResumable] != Self.version {
            response = FaultAnswer.response(
                status: .preconditionFailed, kind: "tus_version", detail: "Send \"Tus-Resumable: \(Self.version)\".",
                field: "Tus-Resumable")
            response.headers[.tusVersion] = Self.version
        } else {
            do {
                response = try await handle()
            } catch let fault as Fault {
                response = FaultAnswer.response(fault)
            }
        }
        response.headers[.tusResumable] = Self.version
        return response
    }

    private func create(_ request: Request) async throws -> Response {
        let metadata = try Self.metadata(request.headers[.uploadMetadata] ?? "")
        guard let name = metadata["check"] else {
            throw Fault(
                .invalid, "Upload-Metadata lacks \"check\": name the check (base64 of its id or number).",
                field: "Upload-Metadata")
        }
        let length = try Self.number(request, .uploadLength)
        guard (length == nil) == (request.headers[.uploadDeferLength] == "1") else {
            throw Fault(
                .invalid, "Send either Upload-Length, or \"Upload-Defer-Length: 1\".", field: "Upload-Length")
        }
        let row = try await uploads.create(
            check: store.resolve(name), filename: Self.display(metadata["filename"] ?? "recording"),
            kind: Self.display(metadata["kind"] ?? "session"), length: length, now: Date())
        return Response(
            status: .created,
            headers: [.location: "/api/v1/uploads/\(row.id)", .uploadOffset: "0", .cacheControl: "no-store"])
    }

    private func status(_ name: String) async throws -> Response {
        Response(status: .ok, headers: Self.headers(try await uploads.status(RecordingRoutes.id(name))))
    }

    private func append(_ name: String, _ request: Request) async throws -> Response {
        guard request.headers[.contentType] == "application/offset+octet-stream" else {
            throw Fault(
                .unsupported, "PATCH takes \"Content-Type: application/offset+octet-stream\".", field: "Content-Type")
        }
        guard let offset = try Self.number(request, .uploadOffset) else {
            throw Fault(.invalid, "Upload-Offset is missing: HEAD tells where to go on.", field: "Upload-Offset")
        }
        let appended = try await uploads.append(
            RecordingRoutes.id(name), at: offset, declared: Self.number(request, .uploadLength),
            checksum: Self.checksum(request.headers[.uploadChecksum]), body: Bytes(body: request.body))
        switch appended {
        case .stored(let status): return Response(status: .noContent, headers: Self.headers(status))
        case .stale(let status):
            var response = FaultAnswer.response(
                status: .conflict, kind: "stale_offset",
                detail: "This upload goes on at \(status.offset), not at \(offset): HEAD tells where.",
                field: "Upload-Offset")
            response.headers[.uploadOffset] = String(status.offset)
            return response
        case .checksumMismatch(let status):
            var response = FaultAnswer.response(
                status: .init(code: 460, reasonPhrase: "Checksum Mismatch"), kind: "checksum_mismatch",
                detail: "The chunk's bytes do not match Upload-Checksum: nothing of it was taken; send it again.",
                field: "Upload-Checksum")
            response.headers[.uploadOffset] = String(status.offset)
            return response
        }
    }

    /// `by` and `reason` of the query go on record.
    private func abandon(_ name: String, _ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        let by = try query.get("by").map { try Application.text($0, "by") }
        try await uploads.abandon(
            RecordingRoutes.id(name), by: Actor(.registrar, by ?? "its sender"),
            note: query.get("reason").map { try Application.text($0, "reason") }, now: Date())
        return Response(status: .noContent, headers: [.cacheControl: "no-store"])
    }

    private static func headers(_ status: Uploads.Status) -> HTTPFields {
        var headers: HTTPFields = [.uploadOffset: String(status.offset), .cacheControl: "no-store"]
        if let length = status.length {
            headers[.uploadLength] = String(length)
        } else {
            headers[.uploadDeferLength] = "1"
        }
        return headers
    }

    private static func number(_ request: Request, _ name: HTTPField.Name) throws -> Int64? {
        guard let text = request.headers[name] else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw Fault(.invalid, "\(name.rawName) takes a whole number of bytes.", field: name.rawName)
        }
        return number
    }

    /// `key base64, key base64`; a key alone has an empty value.
    private static func metadata(_ text: String) throws -> [String: String] {
        var values: [String: String] = [:]
        for pair in text.split(separator: ",") {
            let words = pair.split(separator: " ")
            guard let key = words.first, words.count <= 2 else { continue }
            guard let bytes = Data(base64Encoded: words.count == 2 ? String(words[1]) : ""),
                let value = String(data: bytes, encoding: .utf8)
            else {
                throw Fault(
                    .invalid, "Upload-Metadata's \"\(key.prefix(40))\" is no base64 of UTF-8 text.",
                    field: "Upload-Metadata")
            }
            values[String(key)] = value
        }
        return values
    }

    /// A sender's word, for display only: bounded, without control characters.
    private static func display(_ text: String) -> String {
        let clean = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        let bounded = String(String.UnicodeScalarView(clean)).prefix(120)
        return bounded.isEmpty ? "recording" : String(bounded)
    }

    private static func checksum(_ text: String?) throws -> (Uploads.Algorithm, Data)? {
        guard let text else { return nil }
        let words = text.split(separator: " ")
        guard words.count == 2, let algorithm = Uploads.Algorithm(rawValue: String(words[0])),
            let digest = Data(base64Encoded: String(words[1]))
        else {
            throw Fault(
                .invalid, "Upload-Checksum reads \"<algorithm> <base64>\" with \(Uploads.Algorithm.allowed).",
                field: "Upload-Checksum")
        }
        return (algorithm, digest)
    }

    /// The request's body as plain bytes: `Recordings` knows no web server.
    private struct Bytes: AsyncSequence {
        let body: RequestBody

        struct Iterator: AsyncIteratorProtocol {
            var buffers: RequestBody.AsyncIterator
            mutating func next() async throws -> [UInt8]? {
                try await buffers.next().map { Array(buffer: $0) }
            }
        }

        func makeAsyncIterator() -> Iterator { Iterator(buffers: body.makeAsyncIterator()) }
    }
}

extension HTTPField.Name {
    private static func tus(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return field
    }

    static let tusResumable = tus("Tus-Resumable")
    static let tusVersion = tus("Tus-Version")
    static let tusExtension = tus("Tus-Extension")
    static let tusMaxSize = tus("Tus-Max-Size")
    static let tusChecksumAlgorithm = tus("Tus-Checksum-Algorithm")
    static let uploadOffset = tus("Upload-Offset")
    static let uploadLength = tus("Upload-Length")
    static let uploadDeferLength = tus("Upload-Defer-Length")
    static let uploadMetadata = tus("Upload-Metadata")
    static let uploadChecksum = tus("Upload-Checksum")
    static let idempotencyKey = tus("Idempotency-Key")
}
