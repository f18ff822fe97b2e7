import ArgumentParser
import Foundation

/// The language of what this program says; the server's own words stay as they come.
enum Language: String, CaseIterable, Sendable, ExpressibleByArgument {
    case zh, en

    /// `say("Not found", "没有找到")`: both languages stand side by side where a thing is said.
    func callAsFunction(_ english: String, _ chinese: String) -> String {
        switch self {
        case .en: english
        case .zh: chinese
        }
    }

    /// As POSIX ranks them: LC_ALL, LC_MESSAGES, LANG; the first that is set decides.
    static func of(_ environment: [String: String]) -> Language {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
        let set = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return set.lowercased().hasPrefix("zh") ? .zh : .en
    }
}
