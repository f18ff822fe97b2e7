import Foundation

/// One JSON object of a data file, read so that nothing in it can be ignored by mistake: every key must be
/// known and present, and every complaint names the file, the key and what is allowed.
struct StrictTable {
    private let file: String
    private let values: [String: Value]
    private let path: String

    /// Throws `Fault(.invalid)` unless the data is one JSON object with exactly these keys.
    init(file: String, data: Data, keys: [String]) throws(Fault) {
        let value: Value
        do {
            value = try JSONDecoder().decode(Value.self, from: data)
        } catch {
            throw Fault(.invalid, "\(file): this is not JSON that can be read.", cause: error)
        }
        try self.init(file: file, value: value, path: "", keys: keys)
    }

    private init(file: String, value: Value, path: String, keys: [String]) throws(Fault) {
        let subject = path.isEmpty ? "the file" : "\"\(path)\""
        guard case .object(let values) = value else {
            throw Fault(
                .invalid,
                "\(file): \(subject) must be an object with the keys \(keys.joined(separator: ", ")).",
                field: path.isEmpty ? nil : path)
        }
        self.file = file
        self.values = values
        self.path = path
        for key in values.keys.sorted() where !keys.contains(key) {
            throw Fault(
                .invalid,
                "\(file): unknown key \"\(name(of: key))\"; allowed: \(keys.joined(separator: ", ")).",
                field: name(of: key))
        }
        for key in keys where values[key] == nil {
            throw Fault(
                .invalid, "\(file): the key \"\(name(of: key))\" is missing.", field: name(of: key))
        }
    }

    func fault(_ key: String, _ allowed: String) -> Fault {
        Fault(.invalid, "\(file): \"\(name(of: key))\" must be \(allowed).", field: name(of: key))
    }

    func int(_ key: String, in range: ClosedRange<Int>) throws(Fault) -> Int {
        guard case .int(let number) = values[key], range.contains(number) else {
            throw fault(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func bool(_ key: String) throws(Fault) -> Bool {
        guard case .bool(let flag) = values[key] else { throw fault(key, "true or false") }
        return flag
    }

    func string(_ key: String, length: ClosedRange<Int> = 1...200) throws(Fault) -> String {
        guard case .string(let text) = values[key], length.contains(text.count) else {
            throw fault(key, "a text of \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    func strings(_ key: String, what: String) throws(Fault) -> [String] {
        guard case .array(let items) = values[key] else { throw fault(key, "a list of \(what)") }
        var strings: [String] = []
        for item in items {
            guard case .string(let text) = item else { throw fault(key, "a list of \(what)") }
            strings.append(text)
        }
        return strings
    }

    /// A list of pairs of texts.
    func pairs(_ key: String, what: String) throws(Fault) -> [(String, String)] {
        guard case .array(let items) = values[key] else { throw fault(key, "a list of \(what)") }
        var pairs: [(String, String)] = []
        for item in items {
            guard case .array(let pair) = item, pair.count == 2, case .string(let first) = pair[0],
                case .string(let second) = pair[1]
            else { throw fault(key, "a list of \(what)") }
            pairs.append((first, second))
        }
        return pairs
    }

    func table(_ key: String, keys: [String]) throws(Fault) -> StrictTable {
        try StrictTable(file: file, value: values[key] ?? .null, path: name(of: key), keys: keys)
    }

    private func name(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Any JSON value. Numbers that are not whole are of no use in these files and stay `other`.
    private indirect enum Value: Decodable {
        case null
        case bool(Bool)
        case int(Int)
        case string(String)
        case array([Value])
        case object([String: Value])
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let flag = try? container.decode(Bool.self) {
                self = .bool(flag)
            } else if let number = try? container.decode(Int.self) {
                self = .int(number)
            } else if let text = try? container.decode(String.self) {
                self = .string(text)
            } else if let items = try? container.decode([Value].self) {
                self = .array(items)
            } else if let members = try? container.decode([String: Value].self) {
                self = .object(members)
            } else {
                self = .other
            }
        }
    }
}

/// The part of a file's name before its extension, where files are named after what they hold.
func stem(ofFile name: String) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return last.hasSuffix(".json") ? String(last.dropLast(5)) : last
}
