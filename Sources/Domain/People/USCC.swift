import Foundation

/// A unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last of which checks the rest.
///
/// Surrounding white space is dropped and lower case raised; nothing else is repaired.
public struct USCC: Hashable, Sendable {
    public static let length = 18
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
    /// 3^i mod 31 for the first seventeen characters.
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

    /// 18 characters, upper case.
    public let text: String

    /// Throws `Fault(.invalid)` that says which character is wrong; for a wrong check character, what it should
    /// be.
    public init(_ input: String, field: String? = nil) throws(Fault) {
        let text = input.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
        let characters = Array(text)
        guard characters.count == Self.length else {
            throw Fault(
                .invalid,
                "A unified social credit code has \(Self.length) characters; this one has \(characters.count).",
                field: field)
        }
        var values: [Int] = []
        for (index, character) in characters.enumerated() {
            guard let value = Self.alphabet.firstIndex(of: character) else {
                throw Fault(
                    .invalid,
                    "Character \(index + 1) of the unified social credit code, \"\(character)\", is not allowed: "
                        + "only digits and capital letters without I, O, S, V and Z.",
                    field: field)
            }
            values.append(value)
        }
        let sum = zip(values, Self.weights).reduce(0) { $0 + $1.0 * $1.1 }
        let check = Self.alphabet[(31 - sum % 31) % 31]
        guard characters[Self.length - 1] == check else {
            throw Fault(
                .invalid,
                "The check character of the unified social credit code is \"\(characters[Self.length - 1])\" "
                    + "but should be \"\(check)\": one of the 18 characters is mistyped.",
                field: field)
        }
        self.text = text
    }
}

extension USCC: CustomStringConvertible {
    public var description: String { text }
}

extension USCC: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        try self.init(text, field: decoder.codingPath.dottedField)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
