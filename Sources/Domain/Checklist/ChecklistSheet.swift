import Foundation

/// What a session has to answer, frozen when it began: a newer checklist does not reach it.
public struct ChecklistSheet: Sendable, Equatable, Codable {
    /// Of the checklist's file.
    public let sha256: String
    public let effectiveFrom: Day
    public let name: String
    /// By person in the check's order, then what concerns the enterprise.
    public let items: [ChecklistItem]

    public init(sha256: String, effectiveFrom: Day, name: String, items: [ChecklistItem]) {
        self.sha256 = sha256
        self.effectiveFrom = effectiveFrom
        self.name = name
        self.items = items
    }

    /// SHA-256 of the items' canonical JSON.
    public var itemsSHA256: String {
        get throws { try CanonicalJSON.encode(items).sha256Hex }
    }

    public func item(_ id: String, _ person: ID<Check.Person>?) -> ChecklistItem? {
        items.first { $0.item == id && $0.person == person }
    }

    enum CodingKeys: String, CodingKey {
        case sha256
        case effectiveFrom = "effective_from"
        case name, items
    }
}

public struct ChecklistItem: Sendable, Equatable, Codable {
    /// Nil: it concerns the enterprise.
    public let person: ID<Check.Person>?
    public let item: String
    public let kind: Kind
    public let zh: String
    public let en: String
    public let answers: [ChecklistAnswer]

    public init(
        person: ID<Check.Person>?, item: String, kind: Kind, zh: String, en: String, answers: [ChecklistAnswer]
    ) {
        self.person = person
        self.item = item
        self.kind = kind
        self.zh = zh
        self.en = en
        self.answers = answers
    }

    public enum Kind: String, Choice {
        case item
        /// Drawn from the bank of a post.
        case question
    }
}

extension Checklist {
    /// The items for these people, with the questions that the seed draws: per person and bank, in ascending order of
    /// HMAC-SHA256(seed, `<check_no>|Q|<person>|<question>`).
    public func sheet(for people: [Check.Person], checkNo: String, seed: Hash32) -> ChecklistSheet {
        let persons = people.flatMap { person in
            items.filter { $0.scope.covers(person) }.map { $0.frozen(for: person.id) }
                + banks.filter { person.posts.contains($0.post) }.flatMap {
                    $0.drawn(for: person.id, checkNo: checkNo, seed: seed)
                }
        }
        return ChecklistSheet(
            sha256: sha256, effectiveFrom: effectiveFrom, name: name,
            items: persons + items.filter { $0.scope == .enterprise }.map { $0.frozen(for: nil) })
    }
}

extension Checklist.Scope {
    fileprivate func covers(_ person: Check.Person) -> Bool {
        switch self {
        case .everybody: true
        case .posts(let posts): posts.contains(where: person.posts.contains)
        case .enterprise: false
        }
    }
}

extension Checklist.Item {
    fileprivate func frozen(for person: ID<Check.Person>?) -> ChecklistItem {
        ChecklistItem(person: person, item: id, kind: .item, zh: zh, en: en, answers: answers)
    }
}

extension Checklist.Bank {
    fileprivate func drawn(for person: ID<Check.Person>, checkNo: String, seed: Hash32) -> [ChecklistItem] {
        let keys = questions.map { "\(person)|\($0.id)" }
        let ranked = Draw.rank(seed: seed, batch: checkNo, kind: .question, keys: keys)
        return ranked.prefix(draw).compactMap { taken in
            questions.first { taken.key == "\(person)|\($0.id)" }.map {
                ChecklistItem(
                    person: person, item: $0.id, kind: .question, zh: $0.zh, en: $0.en,
                    answers: ChecklistAnswer.allCases)
            }
        }
    }
}
