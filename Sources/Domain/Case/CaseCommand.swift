import Foundation

/// What may be asked of a case. One route each: `POST /cases/{id}/{name}`.
public enum CaseCommand: Sendable, Equatable {
    case notify(Notify)
    case acknowledge(Acknowledge)
    case serve(Service)
    case statement(text: String, waives: Bool)
    case askHearing(reason: String)
    case setHearing(SetHearing)
    case holdHearing(HoldHearing)
    case legalReview(LegalReview)
    case decide(DecideCase)
    case execute(Execution)
    case deregister(note: String)
    case dismiss(Dismissal)
    case settleClock(SettleClock)

    public enum Name: String, Choice {
        case notify, acknowledge, serve, statement
        case askHearing = "ask-hearing"
        case setHearing = "set-hearing"
        case holdHearing = "hold-hearing"
        case legalReview = "legal-review"
        case decide, execute, deregister, dismiss
        case settleClock = "settle-clock"
    }

    public var name: Name {
        switch self {
        case .notify: .notify
        case .acknowledge: .acknowledge
        case .serve: .serve
        case .statement: .statement
        case .askHearing: .askHearing
        case .setHearing: .setHearing
        case .holdHearing: .holdHearing
        case .legalReview: .legalReview
        case .decide: .decide
        case .execute: .execute
        case .deregister: .deregister
        case .dismiss: .dismiss
        case .settleClock: .settleClock
        }
    }
}

/// Opens a case on a check.
public struct FileCase: Sendable, Equatable, Codable {
    public let kind: LegalCase.Kind
    public let cause: LegalCase.Cause
    public let facts: String
    public let basis: String
    public let persons: [ID<Check.Person>]
    public init(
        kind: LegalCase.Kind, cause: LegalCase.Cause, facts: String, basis: String, persons: [ID<Check.Person>] = []
    ) {
        self.kind = kind
        self.cause = cause
        self.facts = facts
        self.basis = basis
        self.persons = persons
    }
}

/// What is proposed, and on which facts and law. Facts and basis that are left empty are those of the filing.
public struct Notify: Sendable, Equatable, Codable {
    public let measures: Measures
    public let facts: String
    public let basis: String
    public init(measures: Measures, facts: String = "", basis: String = "") {
        self.measures = measures
        self.facts = facts
        self.basis = basis
    }
}

/// When, where and under whom the party is heard.
public struct SetHearing: Sendable, Equatable, Codable {
    public let at: Date
    public let place: String
    /// The one who presides: nobody who has worked on the case.
    public let chair: String
    public init(at: Date, place: String, chair: String) {
        self.at = at
        self.place = place
        self.chair = chair
    }
}

public struct HoldHearing: Sendable, Equatable, Codable {
    public let record: String
    public let partyAbsent: Bool
    public init(record: String, partyAbsent: Bool = false) {
        self.record = record
        self.partyAbsent = partyAbsent
    }
}

public struct LegalReview: Sendable, Equatable, Codable {
    public let opinion: Opinion
    public let text: String
    public init(opinion: Opinion, text: String) {
        self.opinion = opinion
        self.text = text
    }

    public enum Opinion: String, Choice {
        case approve
        case sendBack = "return"
    }
}

public struct DecideCase: Sendable, Equatable, Codable {
    public let measures: Measures
    /// Which of the party's statements were followed, which not, and why.
    public let reason: String
    public let lateReason: String
    public init(measures: Measures, reason: String, lateReason: String = "") {
        self.measures = measures
        self.reason = reason
        self.lateReason = lateReason
    }
}

/// How a penalty was carried out.
public struct Execution: Sendable, Equatable, Codable {
    public let how: How
    /// The bank's or the treasury's; empty where nothing was paid.
    public let receiptNo: String
    public let note: String
    public init(how: How, receiptNo: String, note: String) {
        self.how = how
        self.receiptNo = receiptNo
        self.note = note
    }

    public enum How: String, Choice {
        case paid
        /// In parts, or later than asked, as was agreed.
        case instalments
        /// By a court, on the centre's application.
        case enforced
        /// A warning was given, a licence taken in.
        case carriedOut = "carried_out"

        public var title: (zh: String, en: String) {
            switch self {
            case .paid: ("当事人已缴纳", "paid by the party")
            case .instalments: ("经批准分期（延期）缴纳完毕", "paid in instalments, as agreed")
            case .enforced: ("依法强制执行", "enforced by a court")
            case .carriedOut: ("已执行（警告、收缴证件等）", "carried out")
            }
        }
    }
}

public struct Dismissal: Sendable, Equatable, Codable {
    public let ground: Ground
    public let reason: String
    public init(ground: Ground, reason: String) {
        self.ground = ground
        self.reason = reason
    }

    public enum Ground: String, Choice {
        /// There was a violation, and it is not to be punished.
        case notPunished = "not_punished"
        /// There was none, or it cannot be proved.
        case unfounded
        case other

        public var title: (zh: String, en: String) {
            switch self {
            case .notPunished: ("依法不予处罚（不予撤销）", "no measure is to be taken by law")
            case .unfounded: ("违法事实不能成立，撤销案件", "the facts are not established")
            case .other: ("终止案件", "another ground")
            }
        }
    }
}
