import Foundation

/// One filed legal case (案件): what may be imposed on a party beside the outcome of its check. It is the child of a check,
/// and changes only through `decide(_:_:by:_:now:)` for cases.
public struct LegalCase: Sendable, Equatable, Identified {
    public static let idPrefix = "cas"

    public let id: ID<LegalCase>
    /// The number people use: `AJ2026-00003`, counted per year.
    public let caseNo: String
    public let check: ID<Check>
    public let checkNo: String
    public let uscc: String
    public let enterpriseName: String
    public let kind: Kind
    public let filing: Filing
    /// Counts the events of this case; every accepted command adds one.
    public var revision: Int
    public var state: CaseState

    public init(
        id: ID<LegalCase>, caseNo: String, check: ID<Check>, checkNo: String, uscc: String, enterpriseName: String,
        kind: Kind, filing: Filing, revision: Int = 0, state: CaseState = .filed
    ) {
        self.id = id
        self.caseNo = caseNo
        self.check = check
        self.checkNo = checkNo
        self.uscc = uscc
        self.enterpriseName = enterpriseName
        self.kind = kind
        self.filing = filing
        self.revision = revision
        self.state = state
    }

    /// Revocation undoes a licence that should never have been granted; it punishes nothing, and so is no penalty.
    public enum Kind: String, Choice {
        case penalty
        case revocation
    }

    /// What the case is about.
    public enum Cause: String, Choice {
        case certificateLending = "certificate_lending"
        case falseMaterial = "false_material"
        case illegalSubcontracting = "illegal_subcontracting"
        case other

        /// As papers and the credit platform name it.
        public var title: (zh: String, en: String) {
            switch self {
            case .certificateLending: ("出租、出借资格证书（挂证）", "lending of certificates")
            case .falseMaterial: ("提供虚假材料", "false material")
            case .illegalSubcontracting: ("违法分包", "illegal subcontracting")
            case .other: ("其他违法行为", "another violation")
            }
        }
    }

    /// The bureau head's order that it be opened (立案审批).
    public struct Filing: Sendable, Equatable, Codable {
        public let at: Date
        public let by: String
        public let cause: Cause
        public let facts: String
        /// The statutes that are thought to be broken.
        public let basis: String
        /// People of the check whom it concerns; empty: the enterprise alone.
        public let persons: [ID<Check.Person>]
        public let document: ID<Document>
        public let number: String
        public init(
            at: Date, by: String, cause: Cause, facts: String, basis: String, persons: [ID<Check.Person>],
            document: ID<Document>, number: String
        ) {
            self.at = at
            self.by = by
            self.cause = cause
            self.facts = facts
            self.basis = basis
            self.persons = persons
            self.document = document
            self.number = number
        }
    }

    /// An identifier and the next number, set aside for one command.
    public struct Reservation: Sendable, Equatable {
        public let id: ID<LegalCase>
        public let number: String
        public init(id: ID<LegalCase>, number: String) {
            self.id = id
            self.number = number
        }
    }
}
