import Foundation

/// One JSON object of a data file, read so that nothing in it can be ignored by mistake: every key must be known, every
/// key that is not optional present, and every complaint names the file, the key and what is allowed.
public struct StrictTable {
    private let file: String
    private let values: [String: JSONValue]
    private let path: String

    /// Throws `Fault(.invalid)` unless the data is one JSON object with these keys and no others.
    public init(file: String, data: Data, keys: [String], optional: [String] = []) throws(Fault) {
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: data)
        } catch {
            throw Fault(.invalid, "\(file): this is not JSON that can be read.", cause: error)
        }
        try self.init(file: file, value: value, path: "", keys: keys, optional: optional)
    }

    private init(
        file: String, value: JSONValue, path: String, keys: [String], optional: [String]
    ) throws(Fault) {
        let subject = path.isEmpty ? "the file" : "\"\(path)\""
        let known = keys + optional
        guard case .object(let values) = value else {
            throw Fault(
                .invalid,
                "\(file): \(subject) must be an object with the keys \(known.joined(separator: ", ")).",
                field: path.isEmpty ? nil : path)
        }
        self.file = file
        self.values = values
        self.path = path
        for key in values.keys.sorted() where !known.contains(key) {
            throw Fault(
                .invalid,
                "\(file): unknown key \"\(name(of: key))\"; allowed: \(known.joined(separator: ", ")).",
                field: name(of: key))
        }
        for key in keys where values[key] == nil {
            throw Fault(
                .invalid, "\(file): the key \"\(name(of: key))\" is missing.", field: name(of: key))
        }
    }

    public func has(_ key: String) -> Bool { values[key] != nil }

    /// Any JSON; `null` when the key is absent.
    public func json(_ key: String) -> JSONValue { values[key] ?? .null }

    public func fault(_ key: String, _ allowed: String) -> Fault {
        Fault(.invalid, "\(file): \"\(name(of: key))\" must be \(allowed).", field: name(of: key))
    }

    public func int(_ key: String, in range: ClosedRange<Int>) throws(Fault) -> Int {
        guard case .int(let number) = values[key], let number = Int(exactly: number), range.contains(number) else {
            throw fault(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    public func bool(_ key: String) throws(Fault) -> Bool {
        guard case .bool(let flag) = values[key] else { throw fault(key, "true or false") }
        return flag
    }

    public func string(_ key: String, length: ClosedRange<Int> = 1...200) throws(Fault) -> String {
        guard case .string(let text) = values[key], length.contains(text.count) else {
            throw fault(key, "a text of \(length.lowerBound) to \(length.upperBound) characters")
        }
        return text
    }

    public func strings(_ key: String, what: String) throws(Fault) -> [String] {
        guard case .array(let items) = values[key] else { throw fault(key, "a list of \(what)") }
        var strings: [String] = []
        for item in items {
            guard case .string(let text) = item else { throw fault(key, "a list of \(what)") }
            strings.append(text)
        }
        return strings
    }

    /// A list of pairs of texts.
    public func pairs(_ key: String, what: String) throws(Fault) -> [(String, String)] {
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

    public func table(_ key: String, keys: [String], optional: [String] = []) throws(Fault) -> StrictTable {
        try StrictTable(
            file: file, value: values[key] ?? .null, path: name(of: key), keys: keys, optional: optional)
    }

    /// A list of objects of one shape.
    public func tables(_ key: String, keys: [String], optional: [String] = []) throws(Fault) -> [StrictTable] {
        guard case .array(let items) = values[key] else { throw fault(key, "a list of objects") }
        var tables: [StrictTable] = []
        for (index, item) in items.enumerated() {
            tables.append(
                try StrictTable(
                    file: file, value: item, path: "\(name(of: key))[\(index)]", keys: keys, optional: optional))
        }
        return tables
    }

    /// An object whose keys are free, in the order of their names.
    public func map(_ key: String) throws(Fault) -> [(name: String, value: JSONValue)] {
        guard case .object(let members) = values[key] else { throw fault(key, "an object") }
        return members.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    private func name(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

/// The part of a file's name before its extension, where files are named after what they hold.
func stem(ofFile name: String) -> String {
    let last = name.split(separator: "/").last.map(String.init) ?? name
    return last.hasSuffix(".json") ? String(last.dropLast(5)) : last
}
