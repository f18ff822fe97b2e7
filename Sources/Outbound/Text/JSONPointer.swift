import Domain

/// RFC 6901: `/Response/SendStatusSet/0/Code`; the empty text is the whole document.
struct JSONPointer: Sendable, Equatable {
    let text: String
    private let tokens: [String]

    /// Nil unless it is empty or begins with a slash.
    init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        self.text = text
        tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    /// What stands there; `null` when nothing does.
    func value(in document: JSONValue) -> JSONValue {
        var value = document
        for token in tokens {
            switch value {
            case .object(let members): value = members[token] ?? .null
            case .array(let items):
                guard let index = Int(token), items.indices.contains(index) else { return .null }
                value = items[index]
            case .null, .bool, .int, .double, .string: return .null
            }
        }
        return value
    }

    /// A text, or a number as text, that is not empty; gateways differ in how they write an identifier or a code.
    func word(in document: JSONValue) -> String? {
        switch value(in: document) {
        case .string(let text): text.isEmpty ? nil : text
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .null, .bool, .array, .object: nil
        }
    }
}
