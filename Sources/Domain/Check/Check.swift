import Foundation

/// One check (核查): an enterprise's people verified under the written procedure. It changes only through `decide`.
public struct Check: Sendable, Equatable, Identified {
    public static let idPrefix = "chk"

    public let id: ID<Check>
    /// The number people use: `C2026-00017`, counted per year.
    public let checkNo: String
    public let source: Source
    public let mode: Mode
    public let uscc: String
    public let enterpriseName: String
    /// The check that this one continues on the spot.
    public let origin: ID<Check>?
    public let application: ID<Application>?
    public let applicationNo: String?
    public let people: [Person]
    public let contact: Contact
    /// The ways of service that the party agreed to in its signed service_confirmation, in its order.
    public let channels: [ServiceChannel]
    public let requestedAt: Date
    /// When its application was accepted, or the check ordered: the clock of the decision starts then.
    public let acceptedAt: Date
    /// Changes only on record: by an extension, or when a missing calendar year has come.
    public var deadline: Deadline
    /// The last day before the deadline was extended; nil: it was not.
    public var extendedFrom: Day?
    /// Counts the events of this check; every accepted command adds one.
    public var revision: Int
    public var state: CheckState

    public init(
        id: ID<Check>, checkNo: String, source: Source, mode: Mode, uscc: String, enterpriseName: String,
        origin: ID<Check>? = nil, application: ID<Application>?, applicationNo: String?, people: [Person],
        contact: Contact,
        channels: [ServiceChannel], requestedAt: Date, acceptedAt: Date? = nil, deadline: Deadline,
        extendedFrom: Day? = nil, revision: Int, state: CheckState
    ) {
        self.id = id
        self.checkNo = checkNo
        self.source = source
        self.mode = mode
        self.uscc = uscc
        self.enterpriseName = enterpriseName
        self.origin = origin
        self.application = application
        self.applicationNo = applicationNo
        self.people = people
        self.contact = contact
        self.channels = channels
        self.requestedAt = requestedAt
        self.acceptedAt = acceptedAt ?? requestedAt
        self.deadline = deadline
        self.extendedFrom = extendedFrom
        self.revision = revision
        self.state = state
    }

    /// Where checks come from (domain: the centre's sources and lists).
    public enum Source: String, Choice {
        case licenceReview = "licence_review"
        case doubleRandom = "double_random"
        case listDoubtful = "list_doubtful"
        case listComplaint = "list_complaint"
        case listDishonest = "list_dishonest"
        case commitmentFull = "commitment_full"
        case recheck
    }

    public enum Mode: String, Choice {
        case videoCheck = "video_check"
        case deskCheck = "desk_check"
        /// On the spot, where video did not suffice: linked to the check that asked for it.
        case onsiteCheck = "onsite_check"

        /// Whether it is held in a session with slot, notice and footage.
        public var hasSession: Bool { self == .videoCheck }
    }

    /// A person to be verified, as the check knows them: the number stays sealed in the store.
    public struct Person: Sendable, Equatable, Codable, Identified {
        public static let idPrefix = "per"
        public let id: ID<Person>
        public let name: String
        public let idMasked: String
        public let posts: [Post]
        public init(id: ID<Person>, name: String, idMasked: String, posts: [Post]) {
            self.id = id
            self.name = name
            self.idMasked = idMasked
            self.posts = posts
        }
    }
}
