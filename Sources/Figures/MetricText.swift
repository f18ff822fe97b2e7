/// The text that Prometheus reads.
/// Source: Prometheus' exposition format 0.0.4, and OpenMetrics 1.0 where that is asked for.
public enum MetricText {
    public enum Format: Sendable {
        case prometheus, openMetrics

        public var contentType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    public static func write(_ families: [MetricSnapshot], as format: Format = .prometheus) -> String {
        var text = ""
        for family in families {
            // OpenMetrics names a counter's family without the suffix that its samples carry.
            let isBare = format == .openMetrics && family.kind == .counter && family.name.hasSuffix("_total")
            let name = isBare ? String(family.name.dropLast("_total".count)) : family.name
            text += "# HELP \(name) \(escaped(family.help, quotes: format == .openMetrics))\n"
            text += "# TYPE \(name) \(family.kind.rawValue)\n"
            for sample in family.samples {
                text += family.name + sample.suffix
                if !sample.labels.isEmpty {
                    let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
                    text += "{\(labels.joined(separator: ","))}"
                }
                text += " \(number(sample.value))\n"
            }
        }
        return format == .openMetrics ? text + "# EOF\n" : text
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Whole numbers up to 2^53 are exact, and easier to read without an exponent.
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 { return String(Int64(value)) }
        return String(value)
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var safe = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": safe += "\\\\"
            case "\n": safe += "\\n"
            case "\"" where quotes: safe += "\\\""
            default: safe.unicodeScalars.append(character)
            }
        }
        return safe
    }
}
