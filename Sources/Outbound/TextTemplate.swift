import Domain

/// The fixed text that a text-message gateway has on file, with `{name}` where a parameter goes.
struct TextTemplate: Sendable, Equatable {
    let source: String

    /// One pass: what a parameter holds is never read as a placeholder. Throws `invalid` when a placeholder
    /// has no value, or a brace no partner, or a value control characters.
    func rendered(with parameters: [String: String]) throws(Fault) -> String {
        var text = ""
        var rest = source[...]
        while let open = rest.firstIndex(of: "{") {
            text += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw Fault(.invalid, "The template has a { without its }.", field: "sms.template")
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = parameters[name] else {
                throw Fault(
                    .invalid, "The template wants {\(name)}; the message has no such parameter.", field: name)
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
