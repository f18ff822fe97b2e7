import Figures
import HTTPTypes
import Hummingbird

/// What both listeners count of their requests. Routes are counted by their template (`/api/v1/checks/{id}`), so that no
/// id becomes a label; what matches no route counts as `none`.
struct RequestCounts: Sendable {
    private let requests: CounterFamily
    private let durations: HistogramFamily

    init(_ metrics: Metrics) {
        requests = metrics.counter(
            "videocheck_http_requests_total", "Requests that were answered.",
            labels: ["listener", "method", "route", "status"])
        durations = metrics.histogram(
            "videocheck_http_request_duration_seconds", "From a request's head to its answer's head.",
            labels: ["listener", "method", "route"], bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10])
    }

    func count(_ listener: String, _ method: HTTPRequest.Method, _ route: String?, _ status: Int, _ took: Duration) {
        let method = OtherMethods.all.contains(method) ? method.rawValue : "other"
        // Hummingbird gives what matched nothing a name of its own, which is no path.
        let route = route.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "none"
        requests.add(listener, method, route, "\(status / 100)xx")
        durations.observe(took / .seconds(1), listener, method, route)
    }
}

/// Stands outside everything else on its listener.
struct RequestCountsMiddleware<Context: RequestContext>: RouterMiddleware {
    let counts: RequestCounts
    let listener: String

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let begun = ContinuousClock.now
        let response = try await next(request, context)
        counts.count(listener, request.method, context.endpointPath, response.status.code, .now - begun)
        return response
    }
}
