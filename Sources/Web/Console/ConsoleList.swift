import Foundation
import Hummingbird

/// Addresses of lists: tabs, filters and pages in the query.
enum ConsoleList {
    /// `path?name=value&…` without the empty values.
    static func address(_ path: String, _ query: [(name: String, value: String)]) -> String {
        let pairs = query.filter { !$0.value.isEmpty }.map { "\($0.name)=\(encoded($0.value))" }
        return pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
    }

    /// A tab above a list.
    static func tab(_ name: String, _ path: String, count: Int? = nil, current: Bool) -> [String: Any] {
        ["name": name, "path": path, "current": current, "count": count.map { String($0) } ?? ""]
    }

    private static func encoded(_ text: String) -> String {
        let safe = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:")
        return text.addingPercentEncoding(withAllowedCharacters: safe) ?? ""
    }
}

extension Request {
    /// A query's value without spaces around it; nil when absent or empty.
    func asked(_ name: String) -> String? {
        let value = words(name)?.trimmingCharacters(in: .whitespacesAndNewlines)
        return value.flatMap { $0.isEmpty ? nil : String($0.prefix(200)) }
    }
}
