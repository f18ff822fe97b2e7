import Synchronization

/// Counts by the values of its labels.
public final class CounterFamily: MetricFamily {
    private let name: String
    private let help: String
    private let labels: [String]
    private let counts = Mutex<[[String]: Double]>([:])

    init(name: String, help: String, labels: [String]) {
        self.name = name
        self.help = help
        self.labels = labels
        // Without labels there is one sample from the start, so that nothing counted reads as 0 and not as absent.
        if labels.isEmpty { counts.withLock { $0[[]] = 0 } }
    }

    /// - Parameter values: one for each label, in their order, from closed lists.
    public func add(_ values: String..., amount: Double = 1) {
        precondition(values.count == labels.count, "\(name) has the labels \(labels)")
        counts.withLock { counts in
            if let known = counts[values] {
                counts[values] = known + amount
            } else if counts.count < Metrics.bound {
                counts[values] = amount
            }
        }
    }

    func snapshot() -> MetricSnapshot {
        let samples = counts.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            MetricSnapshot.Sample(labels: Array(zip(labels, $0.key)).map { ($0, $1) }, value: $0.value)
        }
        return MetricSnapshot(name, help, kind: .counter, samples: samples)
    }
}
