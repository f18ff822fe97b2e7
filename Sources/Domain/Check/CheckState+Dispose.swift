import Foundation

public struct UnderReview: Sendable, Equatable {
    public let basis: Basis
    public let at: Date
    public let findings: [Finding]
    public init(basis: Basis, at: Date, findings: [Finding]) {
        self.basis = basis
        self.at = at
        self.findings = findings
    }

    /// What the review rests on.
    public enum Basis: Sendable, Equatable {
        case session(Sealed)
        case noShow(NoShow)
        case declined(Declined)
        /// The file, or a visit: no session was held.
        case record(FileReview)
    }
}

/// Two inspectors went through the file (desk_check), or visited the enterprise (onsite_check).
public struct FileReview: Sendable, Equatable {
    public let approval: Approval
    public let at: Date
    public let inspectorIDs: [String]
    public let record: String
    public init(approval: Approval, at: Date, inspectorIDs: [String], record: String) {
        self.approval = approval
        self.at = at
        self.inspectorIDs = inspectorIDs
        self.record = record
    }
}

/// The head orders that the findings be cured by a day (责令整改).
public struct Rectifying: Sendable, Equatable {
    public let review: UnderReview
    public let order: Order
    /// Nil until the order is served.
    public let service: Service?
    /// What the party says it has done; nil until it does.
    public let report: Report?
    public init(review: UnderReview, order: Order, service: Service?, report: Report?) {
        self.review = review
        self.order = order
        self.service = service
        self.report = report
    }

    /// The last day of the party's time, inclusive: the ordered one. An order that arrives on that day or later leaves no
    /// time at all; then as many days as were ordered run from its arrival.
    public func lastDay(in timeZone: TimeZone) -> Day {
        guard let service else { return order.due }
        let arrived = Day(service.arrivedAt, in: timeZone)
        guard arrived >= order.due else { return order.due }
        return arrived.adding(days: order.due.ordinal - Day(order.at, in: timeZone).ordinal)
    }

    public struct Order: Sendable, Equatable, Codable {
        public let at: Date
        public let by: String
        public let reason: String
        /// The last day, inclusive.
        public let due: Day
        public let document: ID<Document>
        public let number: String
        public init(at: Date, by: String, reason: String, due: Day, document: ID<Document>, number: String) {
            self.at = at
            self.by = by
            self.reason = reason
            self.due = due
            self.document = document
            self.number = number
        }
    }

    public struct Report: Sendable, Equatable, Codable {
        public let at: Date
        public let text: String
        public init(at: Date, text: String) {
            self.at = at
            self.text = text
        }
    }
}

/// Two inspectors looked again (复查); what is left of the findings is on record.
public struct Rechecked: Sendable, Equatable {
    public let rectifying: Rectifying
    public let recheck: Recheck
    public init(rectifying: Rectifying, recheck: Recheck) {
        self.rectifying = rectifying
        self.recheck = recheck
    }

    public struct Recheck: Sendable, Equatable, Codable {
        public let at: Date
        public let inspectorIDs: [String]
        public let record: String
        /// Positions in the review's findings that are not cured.
        public let remaining: [Int]
        public init(at: Date, inspectorIDs: [String], record: String, remaining: [Int]) {
            self.at = at
            self.inspectorIDs = inspectorIDs
            self.record = record
            self.remaining = remaining
        }
    }

    /// The findings that were not cured.
    public var remaining: [Finding] { recheck.remaining.map { rectifying.review.findings[$0] } }
}

public struct Decided: Sendable, Equatable {
    public let review: UnderReview
    /// The rectification that came before; nil where there was none.
    public let rechecked: Rechecked?
    public let decision: Decision
    /// When the decision reached the party; a decision against it is not posted before.
    public let service: Service?
    public init(review: UnderReview, rechecked: Rechecked?, decision: Decision, service: Service?) {
        self.review = review
        self.rechecked = rechecked
        self.decision = decision
        self.service = service
    }

    /// What it rests on: the findings that were still open when it was made.
    public var findings: [Finding] { rechecked?.remaining ?? review.findings }
}

/// The head's conclusion, with an outcome for each person.
public struct Decision: Sendable, Equatable, Codable {
    public let at: Date
    public let by: String
    public let reason: String
    public let people: [PersonOutcome]
    public let document: ID<Document>
    public let number: String
    public init(
        at: Date, by: String, reason: String, people: [PersonOutcome], document: ID<Document>, number: String
    ) {
        self.at = at
        self.by = by
        self.reason = reason
        self.people = people
        self.document = document
        self.number = number
    }
}

public struct PersonOutcome: Sendable, Equatable, Codable {
    public let person: ID<Check.Person>
    public let outcome: Verdict
    public init(person: ID<Check.Person>, outcome: Verdict) {
        self.person = person
        self.outcome = outcome
    }

    public enum Verdict: String, Choice {
        case pass, fail
    }
}

/// What could not be settled by video is looked at on the spot, by a linked check.
public struct Escalated: Sendable, Equatable {
    public let origin: Origin
    public let at: Date
    public let by: String
    public let code: Code
    public let reason: String
    /// The linked on-site check.
    public let onsite: ID<Check>
    public init(origin: Origin, at: Date, by: String, code: Code, reason: String, onsite: ID<Check>) {
        self.origin = origin
        self.at = at
        self.by = by
        self.code = code
        self.reason = reason
        self.onsite = onsite
    }

    /// From where it went to the spot.
    public enum Origin: Sendable, Equatable {
        case aborted(Aborted)
        case sealed(Sealed)
        case noShow(NoShow)
        case declined(Declined)
        case review(UnderReview)

        public enum Word: String, Choice {
            case aborted, sealed
            case noShow = "no_show"
            case declined, review
        }

        public var word: Word {
            switch self {
            case .aborted: .aborted
            case .sealed: .sealed
            case .noShow: .noShow
            case .declined: .declined
            case .review: .review
            }
        }
    }

    public enum Code: String, Choice {
        case cannotConnect = "cannot_connect"
        case refusesVideo = "refuses_video"
        case doubtfulIdentity = "doubtful_identity"
        case premises
        case other
    }
}

/// The result was taken back: a tombstone with its reason goes to whoever got it.
public struct Withdrawn: Sendable, Equatable {
    public let decided: Decided
    /// What had been decided.
    public let was: Outcome
    public let at: Date
    public let by: String
    public let reason: String
    public init(decided: Decided, was: Outcome, at: Date, by: String, reason: String) {
        self.decided = decided
        self.was = was
        self.at = at
        self.by = by
        self.reason = reason
    }
}

/// Called off before its session.
public struct Cancelled: Sendable, Equatable {
    public let at: Date
    public let by: String
    public let reason: String
    /// The enterprise that was drawn instead, where one had been drawn.
    public let replacement: String?
    public init(at: Date, by: String, reason: String, replacement: String?) {
        self.at = at
        self.by = by
        self.reason = reason
        self.replacement = replacement
    }
}

public struct Closed: Sendable, Equatable {
    public let ending: Ending
    public let at: Date
    public init(ending: Ending, at: Date) {
        self.ending = ending
        self.at = at
    }

    public enum Ending: Sendable, Equatable {
        case passed(Decided)
        case failed(Decided)
        case escalated(Escalated)
        case withdrawn(Withdrawn)
    }
}

/// How a check ended, in the result's words.
public enum Outcome: String, Choice {
    case pass, fail, rectify
    case escalate
    case withdrawn
    /// The licence was revoked by a filed case: what is posted then replaces the check's own result.
    case revoke
}
