import Domain
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// `/metrics`: what the daemon counted, what the rows say now, and what the machine says, for Prometheus to fetch.
struct MetricsRoute: Sendable {
    let store: CheckStore
    let metrics: Metrics
    let machine: @Sendable () async -> [MetricSnapshot]

    func add(to router: Router<some RequestContext>) {
        router.get("metrics") { request, _ in
            let families = try await metrics.snapshot() + store.figures(now: Date()) + machine()
            let accepted = request.headers[values: .accept].joined(separator: ",")
            let format: MetricText.Format =
                accepted.contains("application/openmetrics-text") ? .openMetrics : .prometheus
            return Response(
                status: .ok, headers: [.contentType: format.contentType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: MetricText.write(families, as: format))))
        }
    }
}
