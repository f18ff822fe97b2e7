import Domain
import HTTPTypes
import Hummingbird

/// What went wrong with a request, once: an RFC 9457 problem for programs, a page for people.
struct Problem: Error {
    let status: HTTPResponse.Status
    /// The fault's kind, or a word of its own for what HTTP alone refuses.
    let kind: String
    let detail: String
    var field: String?
    var guardName: String?
    /// Roles that could lift the guard.
    var liftedBy: [String]?
}

/// The one place where a fault's kind becomes an HTTP status, and its text an RFC 9457 problem.
struct FaultMiddleware<Context: RequestContext>: RouterMiddleware {
    /// The page that a person gets instead of a problem; nil where only programs ask.
    var page: (@Sendable (Request, Problem) async -> Response?)?

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let problem: Problem
        do {
            return try await next(request, context)
        } catch let known as Problem {
            problem = known
        } catch let fault as Fault {
            if fault.kind == .internal || fault.kind == .damaged {
                context.logger.error("a request failed", metadata: ["fault": "\(fault)"])
            }
            problem = FaultAnswer.problem(fault)
        } catch let error as HTTPError {
            problem = Problem(
                status: error.status, kind: "http", detail: error.body ?? FaultAnswer.words(for: error.status))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("a request failed", metadata: ["error": "\(error)"])
            problem = FaultAnswer.problem(Fault(.internal, "Something went wrong here; the log has the details."))
        }
        if let page, let shown = await page(request, problem) { return shown }
        return FaultAnswer.response(problem)
    }
}

enum FaultAnswer {
    static func problem(_ fault: Fault) -> Problem {
        Problem(status: status(of: fault), kind: fault.kind.rawValue, detail: fault.message, field: fault.field)
    }

    static func response(_ fault: Fault) -> Response { response(problem(fault)) }

    /// A refused command: the guard that stood in the way, and what to do.
    static func response(_ refusal: Refusal) -> Response {
        response(
            Problem(
                status: .conflict, kind: "refused", detail: refusal.text, guardName: refusal.guard.rawValue,
                liftedBy: refusal.liftedBy.map(\.rawValue)))
    }

    static func response(
        status: HTTPResponse.Status, kind: String, detail: String, field: String? = nil
    ) -> Response {
        response(Problem(status: status, kind: kind, detail: detail, field: field))
    }

    static func response(_ shown: Problem) -> Response {
        var problem: [String: JSONValue] = [
            "type": .string("urn:videocheck:problem:\(shown.kind)"), "title": .string(shown.status.reasonPhrase),
            "status": .int(Int64(shown.status.code)), "kind": .string(shown.kind), "detail": .string(shown.detail),
        ]
        if let field = shown.field { problem["field"] = .string(field) }
        if let guardName = shown.guardName { problem["guard"] = .string(guardName) }
        if let roles = shown.liftedBy { problem["lifted_by"] = .texts(roles) }
        var response = Answer.json(.object(problem), status: shown.status)
        response.headers[.contentType] = "application/problem+json"
        if shown.status == .serviceUnavailable { response.headers[.retryAfter] = "1" }
        return response
    }

    /// Input that cannot be read at all is 400; a field that breaks a rule, 422.
    static func status(of fault: Fault) -> HTTPResponse.Status {
        switch fault.kind {
        case .invalid: fault.field == nil ? .badRequest : .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        case .outdated: .preconditionFailed
        case .tooLarge: .contentTooLarge
        case .unsupported: .unsupportedMediaType
        case .damaged, .internal: .internalServerError
        case .unavailable: .serviceUnavailable
        case .full: .init(code: 507, reasonPhrase: "Insufficient Storage")
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
