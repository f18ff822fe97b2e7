import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Recordings

/// A file as the answer to GET or HEAD, with the conditions and ranges of RFC 9110.
public struct FileAnswer: Sendable {
    let pieces: [Footage.Piece]
    public let mediaType: String
    /// A strong entity tag with its quotes.
    public let etag: String
    public let lastModified: Date?
    /// Set: the browser saves the file under this name instead of showing it.
    public let downloadName: String?

    /// - Parameter tag: the strong entity tag without its quotes.
    public init(
        pieces: [Footage.Piece], mediaType: String, tag: String, lastModified: Date? = nil,
        downloadName: String? = nil
    ) {
        self.pieces = pieces
        self.mediaType = mediaType
        self.etag = "\"\(tag)\""
        self.lastModified = lastModified
        self.downloadName = downloadName
    }

    /// How much is read and handed on at a time, in bytes: little enough to stay in a processor's own cache on its way
    /// from the disk's to the socket's.
    static let chunk = 256 << 10

    /// 200, 206 (one range, or `multipart/byteranges`), 304, 412 or 416. The file stays open until the body is written
    /// or dropped; when the client leaves, writing throws and nothing more is read.
    /// - Throws: `Fault(.notFound)` when the file is not there, `Fault(.unavailable)` when it cannot be opened.
    public func response(to request: Request, context: some RequestContext) async throws -> Response {
        let ask = Ask(request)
        if ask.fails(ifMatch: etag) { return Response(status: .preconditionFailed, headers: validators()) }
        if ask.holds(ifNoneMatch: etag) {
            var response = Response(status: .notModified, headers: validators())
            // A 304 has no body, and a length of 0 would speak of the file.
            response.headers[.contentLength] = nil
            return response
        }
        let file = try await JoinedFile.open(pieces)
        let size = file.size
        switch request.method == .get ? ask.range(etag: etag, size: size) : .whole {
        case .unsatisfiable:
            var headers = validators()
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        case .whole:
            return answer(.ok, file, type: mediaType, [.bytes(0..<size)], head: request.method == .head)
        case .single(let range):
            var response = answer(.partialContent, file, type: mediaType, [.bytes(range)], head: false)
            response.headers[.contentRange] = Self.contentRange(range, size)
            return response
        case .several(let ranges):
            let boundary = (0..<24).map { _ in Self.boundaryLetters.randomElement() ?? "0" }.map(String.init)
                .joined()
            return answer(
                .partialContent, file, type: "multipart/byteranges; boundary=\(boundary)",
                pieces(of: ranges, size: size, boundary: boundary), head: false)
        }
    }

    /// What a body is made of.
    private enum Piece {
        case text(String)
        case bytes(Range<Int64>)

        var count: Int64 {
            switch self {
            case .text(let text): Int64(text.utf8.count)
            case .bytes(let range): range.upperBound - range.lowerBound
            }
        }
    }

    private static let boundaryLetters = Array("0123456789abcdefghijklmnopqrstuvwxyz")

    private static func contentRange(_ range: Range<Int64>, _ size: Int64) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
    }

    private func pieces(of ranges: [Range<Int64>], size: Int64, boundary: String) -> [Piece] {
        var pieces: [Piece] = []
        for range in ranges {
            let lead = pieces.isEmpty ? "" : "\r\n"
            pieces.append(
                .text(
                    "\(lead)--\(boundary)\r\nContent-Type: \(mediaType)\r\n"
                        + "Content-Range: \(Self.contentRange(range, size))\r\n\r\n"))
            pieces.append(.bytes(range))
        }
        return pieces + [.text("\r\n--\(boundary)--\r\n")]
    }

    private func validators() -> HTTPFields {
        var headers: HTTPFields = [
            .eTag: etag, .acceptRanges: "bytes", .xContentTypeOptions: "nosniff",
            // Footage is personal: no shared cache may keep it, and a private one asks before it shows it again.
            .cacheControl: "private, no-cache",
        ]
        if let lastModified { headers[.lastModified] = HTTPDate.text(lastModified) }
        return headers
    }

    private func answer(
        _ status: HTTPResponse.Status, _ file: JoinedFile, type: String, _ pieces: [Piece], head: Bool
    ) -> Response {
        let length = Int(pieces.reduce(0) { $0 + $1.count })
        var headers = validators()
        headers[.contentType] = type
        headers[.contentLength] = String(length)
        if let downloadName { headers[.contentDisposition] = Self.disposition(downloadName) }
        guard !head else { return Response(status: status, headers: headers) }
        let body = ResponseBody(contentLength: length) { writer in
            for piece in pieces {
                switch piece {
                case .text(let text): try await writer.write(ByteBuffer(string: text))
                case .bytes(let range):
                    var offset = range.lowerBound
                    while offset < range.upperBound {
                        let count = min(Int64(Self.chunk), range.upperBound - offset)
                        let buffer = try await file.read(at: offset, count: Int(count))
                        offset += Int64(buffer.readableBytes)
                        try await writer.write(buffer)
                    }
                }
            }
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: body)
    }

    /// Both forms of a file name: plain ASCII for old clients, and UTF-8 percent-encoded (RFC 6266, RFC 8187).
    static func disposition(_ name: String) -> String {
        let plain = String(
            name.unicodeScalars.map { scalar in
                scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F
                    && !#""\/%"#.unicodeScalars.contains(scalar)
                    ? Character(scalar) : "_"
            })
        let marks = Set("!#$&+-.^_`|~".utf8)
        let encoded = name.utf8.map { byte in
            let letter = Character(UnicodeScalar(byte))
            return marks.contains(byte) || (byte < 0x80 && (letter.isLetter || letter.isNumber))
                ? String(letter) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
        return "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded.joined())"
    }
}

/// The conditions that a request attaches to a file.
struct Ask: Sendable {
    let ifMatch: String?
    let ifNoneMatch: String?
    let ifRange: String?
    let range: String?

    init(ifMatch: String? = nil, ifNoneMatch: String? = nil, ifRange: String? = nil, range: String? = nil) {
        self.ifMatch = ifMatch
        self.ifNoneMatch = ifNoneMatch
        self.ifRange = ifRange
        self.range = range
    }

    init(_ request: Request) {
        self.init(
            ifMatch: request.headers[.ifMatch], ifNoneMatch: request.headers[.ifNoneMatch],
            ifRange: request.headers[.ifRange], range: request.headers[.range])
    }

    /// Strong comparison: a weak tag never matches.
    func fails(ifMatch etag: String) -> Bool {
        guard let ifMatch else { return false }
        let tags = Self.tags(ifMatch)
        return !tags.contains("*") && !tags.contains(etag)
    }

    /// Weak comparison, as the standard asks here.
    func holds(ifNoneMatch etag: String) -> Bool {
        guard let ifNoneMatch else { return false }
        return Self.tags(ifNoneMatch).contains { $0 == "*" || $0 == etag || $0 == "W/" + etag }
    }

    /// A range counts only while the file is the one the client has begun. A date is no proof of that: our tags are.
    func range(etag: String, size: Int64) -> RangeRequest {
        if let ifRange, ifRange.trimmingCharacters(in: .whitespaces) != etag { return .whole }
        return RangeRequest(header: range, size: size)
    }

    // Our tags hold no comma, so a plain split cannot cut one that matches.
    private static func tags(_ header: String) -> [String] {
        header.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`
enum HTTPDate {
    static func text(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.year, .month, .day, .weekday, .hour, .minute, .second], from: date)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        return
            "\(days[((parts.weekday ?? 1) - 1) % 7]), \(two(parts.day)) \(months[((parts.month ?? 1) - 1) % 12]) "
            + "\(parts.year ?? 1970) \(two(parts.hour)):\(two(parts.minute)):\(two(parts.second)) GMT"
    }
}
