import Domain
import HTTPTypes
import Hummingbird

/// The one place where a fault's kind becomes an HTTP status, and its text an RFC 9457 problem.
struct FaultMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let fault as Fault {
            if fault.kind == .internal || fault.kind == .damaged {
                context.logger.error("a request failed", metadata: ["fault": "\(fault)"])
            }
            return FaultAnswer.response(fault)
        } catch let error as HTTPError {
            return FaultAnswer.response(
                status: error.status, kind: "http", detail: error.body ?? FaultAnswer.words(for: error.status))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("a request failed", metadata: ["error": "\(error)"])
            return FaultAnswer.response(Fault(.internal, "Something went wrong here; the log has the details."))
        }
    }
}

enum FaultAnswer {
    static func response(_ fault: Fault) -> Response {
        response(status: status(of: fault), kind: fault.kind.rawValue, detail: fault.message, field: fault.field)
    }

    /// A refused command: the guard that stood in the way, and what to do.
    static func response(_ refusal: Refusal) -> Response {
        response(status: .conflict, kind: "refused", detail: refusal.text, guardName: refusal.guard.rawValue)
    }

    static func response(
        status: HTTPResponse.Status, kind: String, detail: String, field: String? = nil, guardName: String? = nil
    ) -> Response {
        var problem: [String: JSONValue] = [
            "type": .string("urn:videocheck:problem:\(kind)"), "title": .string(status.reasonPhrase),
            "status": .int(Int64(status.code)), "kind": .string(kind), "detail": .string(detail),
        ]
        if let field { problem["field"] = .string(field) }
        if let guardName { problem["guard"] = .string(guardName) }
        var response = Answer.json(.object(problem), status: status)
        response.headers[.contentType] = "application/problem+json"
        if status == .serviceUnavailable { response.headers[.retryAfter] = "1" }
        return response
    }

    /// Input that cannot be read at all is 400; a field that breaks a rule, 422.
    static func status(of fault: Fault) -> HTTPResponse.Status {
        switch fault.kind {
        case .invalid: fault.field == nil ? .badRequest : .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .tooLarge: .contentTooLarge
        case .unsupported: .unsupportedMediaType
        case .damaged, .internal: .internalServerError
        case .unavailable: .serviceUnavailable
        case .unauthenticated: .unauthorized
        }
    }

    static func words(for status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: "There is no such address; the API begins at /api/v1."
        case .contentTooLarge: "The body is larger than this address takes."
        default: status.reasonPhrase
        }
    }
}
