import HTTPTypes
import Hummingbird

/// An address that exists answers a method it does not know with 405 and an Allow header, not with 404.
enum OtherMethods {
    static let all: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace] + (HTTPRequest.Method("QUERY").map { [$0] } ?? [])

    /// Adds the refusals to a router whose routes are complete.
    static func refuse<Context: RequestContext>(on router: Router<Context>) {
        var known: [String: (path: RouterPath, methods: Set<HTTPRequest.Method>)] = [:]
        for route in router.routes {
            known[route.path.description, default: (route.path, [])].methods.insert(route.method)
        }
        for (path, methods) in known.values {
            let allow = methods.map(\.rawValue).sorted().joined(separator: ", ")
            for method in all where !methods.contains(method) {
                router.on(path, method: method) { _, _ in
                    var response = FaultAnswer.response(
                        status: .methodNotAllowed, kind: "method", detail: "This address takes \(allow).")
                    response.headers[.allow] = allow
                    return response
                }
            }
        }
    }
}
