import Synchronization

/// What the running daemon counts, in the shape of Prometheus: families with a name, a help text and samples.
///
/// A value that is handed down from the composition, never a global: whoever counts asks it for a family at start and
/// keeps that. Counting takes a lock and a look-up, well under a microsecond. Label values come from closed lists, so the
/// number of samples is bounded; `bound` holds it there should one not be.
public final class Metrics: Sendable {
    private let families = Mutex<[any MetricFamily]>([])

    public init() {}

    /// A count that only grows. `name` ends in `_total`.
    public func counter(_ name: String, _ help: String, labels: [String] = []) -> CounterFamily {
        let family = CounterFamily(name: name, help: help, labels: labels)
        families.withLock { $0.append(family) }
        return family
    }

    /// Observations sorted into buckets by their upper bounds, in a base unit (`_seconds`, `_bytes`) or plain numbers.
    public func histogram(
        _ name: String, _ help: String, labels: [String] = [], bounds: [Double]
    ) -> HistogramFamily {
        let family = HistogramFamily(name: name, help: help, labels: labels, bounds: bounds)
        families.withLock { $0.append(family) }
        return family
    }

    /// All families as they stand, by name.
    public func snapshot() -> [MetricSnapshot] {
        families.withLock { $0 }.map { $0.snapshot() }.sorted { $0.name < $1.name }
    }

    /// The most samples of one family; what comes after them is not counted.
    static let bound = 2000
}

protocol MetricFamily: Sendable {
    func snapshot() -> MetricSnapshot
}

/// One family at one moment.
public struct MetricSnapshot: Sendable {
    public enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    public struct Sample: Sendable {
        /// What follows the family's name: `_bucket`, `_sum`, `_count`, or nothing.
        public let suffix: String
        public let labels: [(name: String, value: String)]
        public let value: Double

        public init(suffix: String = "", labels: [(name: String, value: String)] = [], value: Double) {
            self.suffix = suffix
            self.labels = labels
            self.value = value
        }
    }

    public let name: String
    public let help: String
    public let kind: Kind
    public let samples: [Sample]

    public init(_ name: String, _ help: String, kind: Kind, samples: [Sample]) {
        self.name = name
        self.help = help
        self.kind = kind
        self.samples = samples
    }

    /// A gauge with one value.
    public static func gauge(_ name: String, _ help: String, _ value: Double) -> MetricSnapshot {
        MetricSnapshot(name, help, kind: .gauge, samples: [Sample(value: value)])
    }

    /// A gauge with a value for each value of one label.
    public static func gauge(
        _ name: String, _ help: String, by label: String, _ values: [(String, Double)]
    ) -> MetricSnapshot {
        MetricSnapshot(
            name, help, kind: .gauge,
            samples: values.map { Sample(labels: [(label, $0.0)], value: $0.1) })
    }
}
