import Foundation
import Testing

/// The shipped configuration, read as text: whether each key is explained where it stands.
enum ShippedConfiguration {
    /// The keys that the daemon reads, from its own list: `name: "section.key"`.
    static func keys(inCode text: String) -> Set<String> {
        var found: Set<String> = []
        for part in text.split(separator: "name: \"").dropFirst() {
            let name = part.prefix { $0 != "\"" }
            if name.contains("."), name.allSatisfy({ $0.isLowercase || $0 == "." || $0 == "_" }) {
                found.insert(String(name))
            }
        }
        return found
    }

    struct Key: Hashable {
        let name: String
        let line: Int
        let explained: Bool
    }

    /// Keys in force and keys that are commented out (`#key = value`), with whether a remark in words stands above.
    static func read(_ text: String) -> [Key] {
        var (section, remark) = ("", false)
        var found: [Key] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let plain = line.trimmingCharacters(in: .whitespaces)
            let bare = plain.drop { $0 == "#" || $0 == " " }
            if plain.hasPrefix("["), let end = plain.firstIndex(of: "]") {
                section = String(plain[plain.index(after: plain.startIndex)..<end])
                remark = false
            } else if let name = key(bare) {
                found.append(Key(name: "\(section).\(name)", line: index + 1, explained: remark))
                remark = false
            } else {
                remark = plain.hasPrefix("#") && bare.count > 10
            }
        }
        return found
    }

    private static func key(_ line: Substring) -> String? {
        guard let sign = line.firstIndex(of: "=") else { return nil }
        let name = line[..<sign].trimmingCharacters(in: .whitespaces)
        let isKey =
            !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
        return isKey ? name : nil
    }

    static func violations(in text: String, keys: Set<String>) -> [String] {
        let found = read(text)
        let names = Set(found.map(\.name))
        return found.filter { !$0.explained }.map { "line \($0.line): \($0.name) has no remark above it" }
            + names.subtracting(keys).sorted().map { "\($0) is not a key that the daemon takes" }
            + keys.subtracting(names).sorted().map { "\($0) is missing" }
    }
}

@Suite struct ConfigurationTests {
    @Test func `the shipped configuration has every key, each explained`() throws {
        let text = try Repository.text("config/videocheck.toml")
        let keys = ShippedConfiguration.keys(
            inCode: try Repository.text("Sources/videocheckd/ConfigKey.swift"))
        #expect(keys.isSuperset(of: ["http.staff", "keys.file"]))
        let found = ShippedConfiguration.violations(in: text, keys: keys)
        #expect(found.isEmpty, "config/videocheck.toml: \(found.joined(separator: "\n"))")
    }

    @Test func `the units load the secrets that the program looks for, and the shipped examples name them`() throws {
        let code = try Repository.text("Sources/videocheckd/Config+Secrets.swift")
        let list = try #require(code.firstMatch(of: /credentialNames = \[([^\]]*)\]/)?.output.1)
        let names = Set(list.matches(of: /"([^"]+)"/).map { String($0.output.1) })
        #expect(names.contains("licensing.secret"))
        for unit in ["videocheckd.service", "videocheck-backup.service"] {
            let text = try Repository.text("systemd/\(unit)")
            #expect(Set(text.matches(of: /LoadCredential=([^:\n]+)\n/).map { String($0.output.1) }) == names, "\(unit)")
        }
        let shipped = try Repository.text("config/videocheck.toml")
        let examples = shipped.matches(of: /# \w*(?:secret|token)_file = "([^"]+)"/).map { String($0.output.1) }
        #expect(Set(examples) == names)
    }

    @Test func `a key without a remark, a missing key and a strange one are found`() {
        let text = """
            # The listeners of this daemon.
            [http]
            # Where staff reach it.
            staff = "127.0.0.1:8080"
            public = "127.0.0.1:8081"
            # The address that parties see in their mail.
            #public_url = "https://example.cn"

            [keys]
            # Lines of k1 and 32 bytes.

            file = "keys"
            """
        let found = ShippedConfiguration.violations(
            in: text, keys: ["http.staff", "http.public", "http.public_url", "state.directory"])
        #expect(
            found == [
                "line 5: http.public has no remark above it", "line 12: keys.file has no remark above it",
                "keys.file is not a key that the daemon takes", "state.directory is missing",
            ])
    }
}
