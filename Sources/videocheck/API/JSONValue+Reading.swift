import Domain
import Foundation

/// For answers that are shown, not understood: a member that is missing and one that is null read the same.
extension JSONValue {
    init(parsing bytes: Data) throws { self = try JSONDecoder().decode(JSONValue.self, from: bytes) }

    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
        return value
    }

    var whole: Int64? { if case .int(let number) = self { number } else { nil } }
    var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    var list: [JSONValue] { if case .array(let list) = self { list } else { [] } }

    var decimal: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// A cell of a table: the text, the figure, or a dash for what is not there.
    var cell: String {
        switch self {
        case .null: "–"
        case .bool(let flag): flag ? "✓" : "✗"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .string(let text): text
        case .array(let list): list.map(\.cell).joined(separator: ", ")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.cell)" }
                .joined(separator: " ")
        }
    }

    func cell(_ key: String) -> String { self[key]?.cell ?? "–" }
}
