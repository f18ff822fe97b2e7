import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// `/status`: where things stand, in one answer: for `videocheckd doctor`, and for whoever watches a centre by hand.
struct StatusRoutes: Sendable {
    let store: CheckStore
    let late: @Sendable () -> [String]

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("status") { _, _ in
            let bytes = try CanonicalJSON.encode(try await store.standing(late: late()))
            return Response(
                status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        }
    }
}
