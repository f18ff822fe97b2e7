import Domain
import Foundation

/// For answers of which only a few fields are read, and requests written out by hand.
extension JSONValue {
    init(parsing bytes: Data) throws { self = try JSONDecoder().decode(JSONValue.self, from: bytes) }

    var bytes: Data { get throws { try CanonicalJSON.encode(self) } }

    /// A member that is there and not null.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    var list: [JSONValue] { if case .array(let list) = self { list } else { [] } }
    var isObject: Bool { if case .object = self { true } else { false } }

    var decimal: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        case .null, .bool, .string, .array, .object: nil
        }
    }
}
