import Foundation

/// What inspectors go through with each person, and with the enterprise: data with a date, in both languages.
///
/// Read from `<effective_from>.json` in the directory of checklists; see `ChecklistBook` for which one applies.
public struct Checklist: Sendable, Equatable {
    /// The first day on which it applies.
    public let effectiveFrom: Day
    public let name: String
    public let items: [Item]
    public let banks: [Bank]
    /// SHA-256 of the file's bytes, lower-case hex.
    public let sha256: String

    public struct Item: Sendable, Equatable {
        public let id: String
        public let scope: Scope
        public let zh: String
        public let en: String
        /// The answers that it takes, in the order of `ChecklistAnswer`.
        public let answers: [ChecklistAnswer]
    }

    public enum Scope: Sendable, Equatable {
        case everybody
        case posts([Post])
        /// Once for the whole check.
        case enterprise
    }

    /// Questions for a post, of which `draw` are put to each who holds it.
    public struct Bank: Sendable, Equatable {
        public let post: Post
        public let draw: Int
        public let questions: [Question]
    }

    public struct Question: Sendable, Equatable {
        public let id: String
        public let zh: String
        public let en: String
    }
}

/// What can be said to an item (domain: yes, no, unclear, not shown, waived).
public enum ChecklistAnswer: String, Choice {
    case yes, no, unclear
    case notShown = "not_shown"
    case waived
}

extension Checklist {
    /// - Throws: `Fault(.invalid)` that names the file, the key and what is allowed. A file that is named after a date
    ///   must hold that date.
    public init(file: String, data: Data) throws(Fault) {
        let table = try StrictTable(
            file: file, data: data, keys: ["effective_from", "name", "items"], optional: ["questions"])
        guard let from = try? Day(try table.string("effective_from")) else {
            throw table.fault("effective_from", "a date YYYY-MM-DD")
        }
        if let named = try? Day(stem(ofFile: file)), named != from {
            throw table.fault("effective_from", "the date in the file's name, \(named)")
        }
        effectiveFrom = from
        name = try table.string("name")
        sha256 = data.sha256Hex
        var known: Set<String> = []
        var items: [Item] = []
        for entry in try table.tables("items", keys: ["id", "about", "zh", "en"], optional: ["posts", "answers"]) {
            items.append(
                Item(
                    id: try Self.id(entry, &known), scope: try Self.scope(entry),
                    zh: try entry.string("zh", length: 1...300), en: try entry.string("en", length: 1...300),
                    answers: try Self.answers(entry)))
        }
        guard !items.isEmpty else { throw table.fault("items", "a list of at least one item") }
        self.items = items
        var banks: [Bank] = []
        if table.has("questions") {
            for entry in try table.tables("questions", keys: ["post", "draw", "bank"]) {
                let bank = try Self.bank(entry, &known)
                guard !banks.contains(where: { $0.post == bank.post }) else {
                    throw entry.fault("post", "named once: \(bank.post.rawValue) has a bank already")
                }
                banks.append(bank)
            }
        }
        self.banks = banks
    }

    private static func bank(_ entry: StrictTable, _ known: inout Set<String>) throws(Fault) -> Bank {
        let word = try entry.string("post")
        guard let post = Post(rawValue: word) else {
            throw entry.fault("post", "one of \(Post.allowed), not \"\(word.prefix(40))\"")
        }
        var questions: [Question] = []
        for question in try entry.tables("bank", keys: ["id", "zh", "en"]) {
            questions.append(
                Question(
                    id: try id(question, &known), zh: try question.string("zh", length: 1...300),
                    en: try question.string("en", length: 1...300)))
        }
        guard !questions.isEmpty else { throw entry.fault("bank", "a list of at least one question") }
        return Bank(post: post, draw: try entry.int("draw", in: 1...questions.count), questions: questions)
    }

    /// Capitals, digits and hyphens: it becomes part of what a draw authenticates.
    private static func id(_ entry: StrictTable, _ known: inout Set<String>) throws(Fault) -> String {
        let id = try entry.string("id", length: 1...24)
        guard id.wholeMatch(of: /[A-Z0-9]+(-[A-Z0-9]+)*/) != nil, known.insert(id).inserted else {
            throw entry.fault("id", "capitals, digits and hyphens, such as LEAD-01, and used once")
        }
        return id
    }

    private static func scope(_ entry: StrictTable) throws(Fault) -> Scope {
        let about = try entry.string("about")
        guard ["person", "enterprise"].contains(about) else {
            throw entry.fault("about", "person or enterprise, not \"\(about.prefix(40))\"")
        }
        guard entry.has("posts") else { return about == "person" ? .everybody : .enterprise }
        guard about == "person" else { throw entry.fault("posts", "left out where \"about\" is enterprise") }
        let words = try entry.strings("posts", what: "posts among \(Post.allowed)")
        var posts: [Post] = []
        for word in words {
            guard let post = Post(rawValue: word), !posts.contains(post) else {
                throw entry.fault(
                    "posts", "a list of posts among \(Post.allowed), each once, not \"\(word.prefix(40))\"")
            }
            posts.append(post)
        }
        guard !posts.isEmpty else { throw entry.fault("posts", "a list of at least one post") }
        return .posts(posts)
    }

    private static func answers(_ entry: StrictTable) throws(Fault) -> [ChecklistAnswer] {
        guard entry.has("answers") else { return ChecklistAnswer.allCases }
        let words = try entry.strings("answers", what: "answers among \(ChecklistAnswer.allowed)")
        for word in words where ChecklistAnswer(rawValue: word) == nil {
            throw entry.fault(
                "answers", "a list of answers among \(ChecklistAnswer.allowed), not \"\(word.prefix(40))\"")
        }
        guard !words.isEmpty else { throw entry.fault("answers", "a list of at least one answer") }
        return ChecklistAnswer.allCases.filter { words.contains($0.rawValue) }
    }
}
