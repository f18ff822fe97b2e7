import Foundation

/// Somebody asks that an inspector be kept away from a check (回避), and what the head decided.
public struct Recusal: Sendable, Equatable, Identified {
    public static let idPrefix = "rcu"

    public let id: ID<Recusal>
    public let inspectorID: String
    public let askedAt: Date
    public let askedBy: Actor
    public let reason: String
    public var decision: Decision?

    public init(
        id: ID<Recusal>, inspectorID: String, askedAt: Date, askedBy: Actor, reason: String, decision: Decision? = nil
    ) {
        self.id = id
        self.inspectorID = inspectorID
        self.askedAt = askedAt
        self.askedBy = askedBy
        self.reason = reason
        self.decision = decision
    }

    public struct Decision: Sendable, Equatable {
        public let at: Date
        public let by: String
        public let granted: Bool
        public let reason: String
        public init(at: Date, by: String, granted: Bool, reason: String) {
            self.at = at
            self.by = by
            self.granted = granted
            self.reason = reason
        }
    }
}

/// An inspector who was drawn, and who took the place: the original stays on record.
public struct Replacement: Sendable, Equatable {
    public let originalID: String
    public let replacementID: String
    /// Of the one who took the place, in the recorded draw; counts from 1.
    public let rank: Int
    public let cause: Cause
    public let reason: String
    public let at: Date
    public let by: String
    /// The paper that says so.
    public let document: ID<Document>

    public init(
        originalID: String, replacementID: String, rank: Int, cause: Cause, reason: String, at: Date, by: String,
        document: ID<Document>
    ) {
        self.originalID = originalID
        self.replacementID = replacementID
        self.rank = rank
        self.cause = cause
        self.reason = reason
        self.at = at
        self.by = by
        self.document = document
    }

    public enum Cause: String, Choice {
        case recusal, leave, illness, certificate, other

        /// Causes that need no recusal asked and decided.
        public static let ordered: [Cause] = [.leave, .illness, .certificate, .other]
    }
}

/// Somebody who knows the field, at the centre's invitation (专家).
public struct Expert: Sendable, Equatable, Identified {
    public static let idPrefix = "exp"

    public let id: ID<Expert>
    public let name: String
    public let field: String
    public let organisation: String?
    public let reason: String
    public let invitedAt: Date
    public let invitedBy: String
    /// When the session first had the expert in it.
    public var joinedAt: Date?
    public var fees: [Fee]

    public init(
        id: ID<Expert>, name: String, field: String, organisation: String?, reason: String, invitedAt: Date,
        invitedBy: String, joinedAt: Date? = nil, fees: [Fee] = []
    ) {
        self.id = id
        self.name = name
        self.field = field
        self.organisation = organisation
        self.reason = reason
        self.invitedAt = invitedAt
        self.invitedBy = invitedBy
        self.joinedAt = joinedAt
        self.fees = fees
    }

    public struct Fee: Sendable, Equatable {
        public let hours: Double
        /// Of RMB, hundredths of a yuan.
        public let amountFen: Int64
        public let note: String
        public let at: Date
        public let by: String
        public let document: ID<Document>
        public init(hours: Double, amountFen: Int64, note: String, at: Date, by: String, document: ID<Document>) {
            self.hours = hours
            self.amountFen = amountFen
            self.note = note
            self.at = at
            self.by = by
            self.document = document
        }
    }
}

// MARK: commands

public struct AskRecusal: Sendable, Equatable {
    public let inspector: String
    public let reason: String
    public init(inspector: String, reason: String) {
        self.inspector = inspector
        self.reason = reason
    }
}

public struct DecideRecusal: Sendable, Equatable {
    public let inspector: String
    public let granted: Bool
    public let reason: String
    public init(inspector: String, granted: Bool, reason: String) {
        self.inspector = inspector
        self.granted = granted
        self.reason = reason
    }
}

public struct ReplaceInspector: Sendable, Equatable {
    public let inspector: String
    public let cause: Replacement.Cause
    public let reason: String
    public init(inspector: String, cause: Replacement.Cause, reason: String) {
        self.inspector = inspector
        self.cause = cause
        self.reason = reason
    }
}

public struct InviteExpert: Sendable, Equatable {
    public let name: String
    public let field: String
    public let organisation: String?
    public let reason: String
    public init(name: String, field: String, organisation: String?, reason: String) {
        self.name = name
        self.field = field
        self.organisation = organisation
        self.reason = reason
    }
}

public struct RecordExpertFee: Sendable, Equatable {
    public static let longestHours = 1000.0
    /// Ten million yuan: more is a slip of the pen.
    public static let mostFen: Int64 = 1_000_000_000

    public let expert: String
    public let hours: Double
    public let amountFen: Int64
    public let note: String
    public init(expert: String, hours: Double, amountFen: Int64, note: String) {
        self.expert = expert
        self.hours = hours
        self.amountFen = amountFen
        self.note = note
    }
}

/// The party declines, and both inspectors sign for it.
public struct Decline: Sendable, Equatable {
    public let statement: String
    /// Ids of the inspectors who sign.
    public let signers: [String]
    public init(statement: String, signers: [String] = []) {
        self.statement = statement
        self.signers = signers
    }
}
