import Domain
import Foundation

/// The files that are shipped, found from this file's own place.
enum RepositoryFiles {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The JSON files of a folder such as `config/calendar`, by name.
    static func json(in folder: String) throws -> [(name: String, data: Data)] {
        let urls = try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder), includingPropertiesForKeys: nil)
        return try urls.filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
            .map { (name: $0.lastPathComponent, data: try Data(contentsOf: $0)) }
    }

    /// The shipped tables of 2020 to 2026 and of no other year: what is said of a missing year stays true when the next
    /// table is shipped.
    static func calendar() throws -> WorkingCalendar {
        let span = Set((2020...2026).map { "\($0).json" })
        return try WorkingCalendar(files: try json(in: "config/calendar").filter { span.contains($0.name) })
    }

    static func ruleBook() throws -> RuleBook { try RuleBook(files: try json(in: "config/rules")) }

    /// The shipped rules with some keys replaced; `nil` removes a key.
    static func rules(_ changes: [String: Any?] = [:], file: String = "test.json") throws -> RuleSet {
        try RuleSet(file: file, data: ruleFile(changes))
    }

    static func ruleFile(_ changes: [String: Any?] = [:]) throws -> Data {
        let shipped = try Data(contentsOf: root.appending(path: "config/rules/2021-01-01.json"))
        guard var object = try JSONSerialization.jsonObject(with: shipped) as? [String: Any] else {
            throw Fault(.damaged, "the shipped rules are no object")
        }
        // Verdicts have tests of their own; everywhere else the review is enough.
        object["verdicts_required"] = 0
        for (key, value) in changes { object[key] = value }
        return try JSONSerialization.data(withJSONObject: object)
    }

    static func checklist() throws -> Checklist {
        let name = "2021-01-01.json"
        return try Checklist(file: name, data: Data(contentsOf: root.appending(path: "config/checklists/\(name)")))
    }

    static var shanghai: TimeZone {
        get throws {
            guard let zone = TimeZone(identifier: "Asia/Shanghai") else {
                throw Fault(.unavailable, "no time zone data")
            }
            return zone
        }
    }

    /// `2021-09-15T10:00:00+08:00`.
    static func instant(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }
}

/// The fault that the work ends in; nil when it does not, or throws something else.
func fault(_ work: () throws -> Void) -> Fault? {
    do {
        try work()
        return nil
    } catch {
        return error as? Fault
    }
}
