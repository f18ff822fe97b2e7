import Synchronization

/// Observations by the values of its labels, in buckets.
public final class HistogramFamily: MetricFamily {
    private struct Series {
        /// One for each bound and one above them all; each counts what fell into it alone.
        var buckets: [UInt64]
        var sum = 0.0
    }

    private let name: String
    private let help: String
    private let labels: [String]
    private let bounds: [Double]
    private let series = Mutex<[[String]: Series]>([:])

    init(name: String, help: String, labels: [String], bounds: [Double]) {
        precondition(!bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy(<), "bounds rise")
        self.name = name
        self.help = help
        self.labels = labels
        self.bounds = bounds
        if labels.isEmpty { series.withLock { $0[[]] = Series(buckets: empty) } }
    }

    private var empty: [UInt64] { Array(repeating: 0, count: bounds.count + 1) }

    /// - Parameter values: one for each label, in their order, from closed lists.
    public func observe(_ value: Double, _ values: String...) {
        precondition(values.count == labels.count, "\(name) has the labels \(labels)")
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        series.withLock { series in
            if series[values] == nil {
                guard series.count < Metrics.bound else { return }
                series[values] = Series(buckets: empty)
            }
            series[values]?.buckets[bucket] += 1
            series[values]?.sum += value
        }
    }

    func snapshot() -> MetricSnapshot {
        let all = series.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let samples = all.flatMap { key, series -> [MetricSnapshot.Sample] in
            let own = Array(zip(labels, key)).map { (name: $0, value: $1) }
            var below: UInt64 = 0
            var found: [MetricSnapshot.Sample] = []
            for (bound, count) in zip(bounds.map { MetricText.number($0) } + ["+Inf"], series.buckets) {
                below += count
                found.append(.init(suffix: "_bucket", labels: own + [("le", bound)], value: Double(below)))
            }
            found.append(.init(suffix: "_sum", labels: own, value: series.sum))
            found.append(.init(suffix: "_count", labels: own, value: Double(below)))
            return found
        }
        return MetricSnapshot(name, help, kind: .histogram, samples: samples)
    }
}
