import Domain
import HTTPTypes
import Hummingbird

/// Keeps other sites' pages from acting through a browser that reaches this listener.
///
/// - Every request must name this listener as its host: a foreign name that was rebound to our address is refused.
/// - A request that changes something must come from a page of ours, when a browser sends it: browsers say so in
///   `Sec-Fetch-Site` or `Origin`. Machines send neither, and are heard at the API only.
struct SameOriginGuard<Context: RequestContext>: RouterMiddleware {
    /// The configured host of this listener.
    let listenerHost: String

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let authority = request.head.authority, !Self.isOurs(Authority(authority).host, listener: listenerHost) {
            throw Problem(
                status: .forbidden, kind: "foreign_host",
                detail: "This listener is not \"\(authority.prefix(80))\": use its own address, such as localhost.")
        }
        switch request.method {
        case .get, .head, .options, .trace: break
        default:
            guard Self.mayAct(request) else {
                throw Problem(
                    status: .forbidden, kind: "cross_site",
                    detail:
                        "This was sent by a page of another site and was not carried out. Open the page here and send its form from there."
                )
            }
        }
        return try await next(request, context)
    }

    /// Whether a host is a loopback name, or the one this listener was configured with. A listener on every address is
    /// reached by any of the machine's: an address, unlike a name, cannot be rebound.
    static func isOurs(_ host: String, listener: String) -> Bool {
        let host = host.lowercased()
        if host == "localhost" || host.hasSuffix(".localhost") || host == listener.lowercased() { return true }
        if host == "::1" || host.hasPrefix("127.") && isAddress(host) { return true }
        return (listener == "0.0.0.0" || listener == "::") && isAddress(host)
    }

    private static func isAddress(_ host: String) -> Bool {
        if host.contains(":") { return host.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." } }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    static func mayAct(_ request: Request) -> Bool {
        if let site = request.headers[.secFetchSite] { return site == "same-origin" || site == "none" }
        if let origin = request.headers[.origin] {
            guard let authority = request.head.authority, let scheme = origin.range(of: "://") else { return false }
            let plain = origin[..<scheme.lowerBound]
            return Authority(String(origin[scheme.upperBound...]), scheme: String(plain))
                == Authority(authority, scheme: String(plain))
        }
        return request.uri.path.hasPrefix(Site.apiPrefix)
    }
}

/// Host and port as a request names them.
struct Authority: Equatable {
    let host: String
    let port: String

    /// - Parameter scheme: whose usual port is meant where none is given.
    init(_ text: String, scheme: String = "http") {
        let usual = scheme == "https" ? "443" : "80"
        var host = text.lowercased()
        var port = usual
        if let colon = host.lastIndex(of: ":"), !host[colon...].contains("]"),
            host.hasPrefix("[") || host.count(where: { $0 == ":" }) == 1
        {
            port = String(host[host.index(after: colon)...])
            host = String(host[..<colon])
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        self.host = host
        self.port = port.isEmpty ? usual : port
    }
}

extension HTTPField.Name {
    static var secFetchSite: Self { Self("Sec-Fetch-Site") ?? .origin }
}
