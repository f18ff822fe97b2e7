import Domain
import Foundation

/// A paper's fields as the templates find them.
///
/// What is null, empty or missing is there as a null: a template that looks for it inside a list must not find the paper's
/// field of the same name outside.
enum DocumentValues {
    static func values(_ fields: [String: JSONValue], of shapes: [String: DocumentField]) -> [String: Any] {
        var values: [String: Any] = [:]
        for (name, shape) in shapes {
            let field = fields[name] ?? .null
            switch shape {
            case .text: values[name] = text(field) ?? NSNull()
            case .time:
                let time = text(field).map(PaperTime.init)
                values[name] = time?.zh ?? NSNull()
                values[name + "_en"] = time?.en ?? NSNull()
            case .flag: values[name] = field == .bool(true)
            case .word(let word):
                let words = text(field).map(word.words)
                values[name + "_zh"] = words?.zh ?? NSNull()
                values[name + "_en"] = words?.en ?? NSNull()
            case .list(let inner):
                let items = items(field).enumerated().map { index, item -> [String: Any] in
                    var values = self.values(item, of: inner)
                    values["n"] = String(index + 1)
                    return values
                }
                values[name] = items
                values["has_" + name] = !items.isEmpty
            case .machine: break
            }
        }
        return values
    }

    static func text(_ field: JSONValue?) -> String? {
        switch field {
        case .string(let text): text.isEmpty ? nil : text
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .null, .bool, .array, .object, nil: nil
        }
    }

    private static func items(_ field: JSONValue) -> [[String: JSONValue]] {
        guard case .array(let items) = field else { return [] }
        return items.compactMap { if case .object(let item) = $0 { item } else { nil } }
    }
}
