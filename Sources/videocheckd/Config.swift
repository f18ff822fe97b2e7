import Domain
import Foundation
import TOMLKit

/// The configuration, strictly read: a key that is unknown, a value that is not allowed or a file that is missing stops
/// the daemon with file, line, key and what is allowed.
struct Config: Sendable {
    let file: String
    private let values: [String: String]
    /// Where systemd's LoadCredential puts secrets; nil outside it.
    private let credentials: String?

    /// - Parameter environment: `VIDEOCHECK_SECTION_KEY` goes before the file.
    /// - Throws: `ConfigError`.
    init(file: String, environment: [String: String]) throws {
        self.file = file
        credentials = environment["CREDENTIALS_DIRECTORY"]
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ConfigError(file: file, line: nil, key: nil, text: "cannot be read: give --config FILE, UTF-8 text")
        }
        var values = try Self.read(text, file)
        try Self.override(&values, environment)
        for key in ConfigKey.all {
            guard let value = values[key.name] ?? key.standard else {
                if key.required {
                    throw ConfigError(
                        file: file, line: nil, key: key.name, text: "is missing: set \(key.allowed), or \(key.variable)"
                    )
                }
                continue
            }
            if let problem = key.problem(value) {
                let source = environment[key.variable] != nil ? key.variable : file
                throw ConfigError(
                    file: source, line: source == file ? Self.line(of: key.name, in: text) : nil, key: key.name,
                    text: "\(problem); allowed: \(key.allowed)")
            }
            values[key.name] = value
        }
        self.values = values
    }

    /// A value that is set, or stands by default.
    subscript(name: String) -> String? { values[name] }

    func need(_ name: String) throws -> String {
        guard let value = values[name] else {
            throw ConfigError(file: file, line: nil, key: name, text: "is missing")
        }
        return value
    }

    /// A path, taken from the configuration file's folder when it is relative. A relative secret file is looked for where
    /// systemd has it first.
    func path(_ name: String) throws -> String {
        let value = try need(name)
        if Self.isSecret(name), let place = Self.secretPath(value, credentials: credentials) { return place }
        return absolute(value)
    }

    func pathIfAny(_ name: String) -> String? { values[name].map(absolute) }

    private func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: file).deletingLastPathComponent())
            .standardizedFileURL.path
    }

    func listener(_ name: String) throws -> (host: String, port: Int) {
        guard let parsed = ConfigKey.listener(try need(name)) else {
            throw ConfigError(file: file, line: nil, key: name, text: "is no host:port")
        }
        return parsed
    }

    private static func read(_ text: String, _ file: String) throws -> [String: String] {
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw ConfigError(
                file: file, line: Int(error.source.begin.line), key: nil, text: "is no TOML: \(error.description)")
        }
        var values: [String: String] = [:]
        for section in table.keys.sorted() {
            guard let inner = table[section]?.table else {
                throw unknown(section, text, file)
            }
            for key in inner.keys.sorted() {
                let name = "\(section).\(key)"
                guard ConfigKey.all.contains(where: { $0.name == name }) else { throw unknown(name, text, file) }
                guard let value = inner[key]?.string else {
                    throw ConfigError(
                        file: file, line: line(of: name, in: text), key: name, text: "must be a text in quotes")
                }
                values[name] = value
            }
        }
        return values
    }

    private static func unknown(_ name: String, _ text: String, _ file: String) -> ConfigError {
        let section = name.split(separator: ".").first.map(String.init) ?? name
        let near = ConfigKey.all.map(\.name).filter { $0.hasPrefix(section + ".") }
        let allowed = near.isEmpty ? Set(ConfigKey.all.map(\.section)).sorted().map { "[\($0)]" } : near
        return ConfigError(
            file: file, line: line(of: name, in: text), key: name,
            text: "is not known; allowed: \(allowed.joined(separator: ", "))")
    }

    private static func override(_ values: inout [String: String], _ environment: [String: String]) throws {
        let sections = Set(ConfigKey.all.map(\.section))
        for (variable, value) in environment where variable.hasPrefix("VIDEOCHECK_") {
            if let key = ConfigKey.all.first(where: { $0.variable == variable }) {
                values[key.name] = value
            } else if sections.contains(where: { variable.hasPrefix("VIDEOCHECK_\($0.uppercased())_") }) {
                throw ConfigError(
                    file: "environment", line: nil, key: variable,
                    text: "overrides no key; allowed: \(ConfigKey.all.map(\.variable).joined(separator: ", "))")
            }
        }
    }

    /// The line where a key stands, by a plain look at the text; nil when it is written in an unusual way.
    static func line(of name: String, in text: String) -> Int? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        var section = ""
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = raw.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
                section = line[line.index(after: line.startIndex)..<end].trimmingCharacters(in: .whitespaces)
                if parts.count == 1, section == parts[0] { return index + 1 }
            } else if let equals = line.firstIndex(of: "="), !line.hasPrefix("#") {
                let key = line[..<equals].trimmingCharacters(in: .whitespaces)
                if parts.count == 2, section == parts[0], key == parts[1] { return index + 1 }
                if parts.count == 1, section.isEmpty, key == parts[0] { return index + 1 }
            }
        }
        return nil
    }
}

/// What is wrong, and where: `file:line: key: text`.
struct ConfigError: Error, CustomStringConvertible {
    let file: String
    let line: Int?
    let key: String?
    let text: String

    var description: String {
        [file + (line.map { ":\($0)" } ?? ""), key, text].compactMap { $0 }.joined(separator: ": ")
    }
}
