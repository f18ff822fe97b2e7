import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// One token for everybody, until people have accounts. Machines show it as `Authorization: Bearer`; a browser asks for
/// it as a password, under any name, and then sends it by itself.
struct DoorMiddleware<Context: RequestContext>: RouterMiddleware {
    let token: String
    /// Whether a browser is told to ask.
    let asks: Bool

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if opens(request.headers[.authorization] ?? "") { return try await next(request, context) }
        let fault = Fault(.unauthenticated, "Send \"Authorization: Bearer …\" with the administrator's token.")
        guard asks else { throw fault }
        var response = FaultAnswer.response(fault)
        response.headers[.wwwAuthenticate] = "Basic realm=\"VideoCheck\", charset=\"UTF-8\""
        return response
    }

    /// Digests are compared, so that the time it takes tells nothing of the token.
    private func opens(_ shown: String) -> Bool {
        var secret = Data()
        if shown.hasPrefix("Bearer ") { secret = Data(shown.dropFirst(7).utf8) }
        if shown.hasPrefix("Basic "), let pair = Data(base64Encoded: String(shown.dropFirst(6))),
            let colon = pair.firstIndex(of: UInt8(ascii: ":"))
        {
            secret = Data(pair[(colon + 1)...])
        }
        return secret.sha256Hex == Data(token.utf8).sha256Hex
    }
}
