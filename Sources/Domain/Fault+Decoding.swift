extension Fault {
    /// A decoding error as a fault that names the field as the caller wrote it.
    public init(decoding error: any Error, of what: String) {
        guard let error = error as? DecodingError else {
            if let fault = error as? Fault {
                self = fault
            } else {
                self.init(.invalid, "The \(what) cannot be read.", cause: error)
            }
            return
        }
        switch error {
        case .keyNotFound(let key, let context):
            let field = Self.path(context.codingPath + [key])
            self.init(.invalid, "The \(what) lacks \"\(field)\": add it.", field: field)
        case .typeMismatch(_, let context) where context.codingPath.isEmpty,
            .valueNotFound(_, let context) where context.codingPath.isEmpty:
            self.init(.invalid, "The \(what) must be a JSON object.")
        case .typeMismatch(let type, let context):
            self.init(
                .invalid, "\"\(Self.path(context.codingPath))\" must be \(Self.words(for: type)).",
                field: Self.path(context.codingPath))
        case .valueNotFound(let type, let context):
            self.init(
                .invalid, "\"\(Self.path(context.codingPath))\" is null and must be \(Self.words(for: type)).",
                field: Self.path(context.codingPath))
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self.init(
                .invalid,
                "The \(what) is no valid JSON (\(Self.place(in: context))): check quotes, commas and brackets.")
        case .dataCorrupted(let context):
            self.init(
                .invalid, "\"\(Self.path(context.codingPath))\": \(context.debugDescription).",
                field: Self.path(context.codingPath))
        @unknown default:
            self.init(.invalid, "The \(what) cannot be read.", cause: error)
        }
    }

    private static func place(in context: DecodingError.Context) -> String {
        var text = context.debugDescription
        while text.hasSuffix(".") { text.removeLast() }
        return text
    }

    private static func path(_ keys: [any CodingKey]) -> String { keys.dottedField ?? "" }

    private static func words(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type, is Int64.Type: "a whole number"
        case is Double.Type: "a number"
        case is [Any].Type: "a list"
        default: "an object of the documented shape"
        }
    }
}
