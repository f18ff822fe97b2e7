/// A fixed text with `{name}` where a parameter goes.
public struct TextTemplate: Sendable, Equatable {
    public let source: String

    public init(source: String) { self.source = source }

    /// One pass: what a parameter holds is never read as a placeholder. Throws `invalid` when a placeholder
    /// has no value, or a brace no partner, or a value control characters.
    public func rendered(with parameters: [String: String]) throws(Fault) -> String {
        var text = ""
        var rest = source[...]
        while let open = rest.firstIndex(of: "{") {
            text += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw Fault(.invalid, "The text has a { without its }: \(source)")
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = parameters[name] else {
                throw Fault(
                    .invalid,
                    "The text wants {\(name)}; there is only \(parameters.keys.sorted().joined(separator: ", ")).",
                    field: name)
            }
            guard !value.containsControls else {
                throw Fault(.invalid, "A parameter is one line without control characters.", field: name)
            }
            text += value
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}
