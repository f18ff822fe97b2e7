import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    static func json(_ bytes: Data, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(data: bytes)))
    }

    /// RFC 9457 problem details.
    static func problem(_ status: HTTPResponse.Status, _ detail: String) -> Response {
        let problem = JSONValue.object([
            "type": "about:blank", "title": .string(status.reasonPhrase),
            "status": .int(Int64(status.code)), "detail": .string(detail),
        ])
        return Response(
            status: status, headers: [.contentType: "application/problem+json"],
            body: .init(byteBuffer: ByteBuffer(data: (try? problem.bytes) ?? Data())))
    }
}
