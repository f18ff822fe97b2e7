/// A closed list of words. Decoding an unknown word is a `Fault` that names the field and lists what is
/// allowed, which the standard library's decoding of an enum does not.
public protocol Choice: RawRepresentable, CaseIterable, Codable, Hashable, Sendable
where RawValue == String {}

extension Choice {
    /// `a, b, c` in the order of declaration.
    public static var allowed: String { allCases.map(\.rawValue).joined(separator: ", ") }

    /// Throws `Fault(.invalid)` naming `field` unless the word is one of the list, exactly as spelled there.
    public init(word: String, field: String? = nil) throws(Fault) {
        guard let known = Self(rawValue: word) else {
            throw Fault(
                .invalid, "\"\(word.prefix(40))\" is not known here; allowed: \(Self.allowed).", field: field)
        }
        self = known
    }

    public init(from decoder: any Decoder) throws {
        let word = try decoder.singleValueContainer().decode(String.self)
        try self.init(word: word, field: decoder.codingPath.dottedField)
    }
}

extension [any CodingKey] {
    /// The path as the caller wrote it: `people[0].id_number`. Nil at the top.
    public var dottedField: String? {
        var path = ""
        for key in self {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return path.isEmpty ? nil : path
    }
}
