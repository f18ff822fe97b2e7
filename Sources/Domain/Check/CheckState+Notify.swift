import Foundation

/// Head of division approved the check (核查审批).
public struct Approval: Sendable, Equatable {
    public let at: Date
    public let by: String
    public init(at: Date, by: String) {
        self.at = at
        self.by = by
    }
}

/// A slot, a station and the drawn inspectors are booked.
public struct Scheduled: Sendable, Equatable {
    public let approval: Approval
    public let start: Date
    public let end: Date
    public let stationID: String
    /// Inspector ids in the order of their rank in the draw.
    public let inspectorIDs: [String]
    public let course: Course
    public init(
        approval: Approval, start: Date, end: Date, stationID: String, inspectorIDs: [String], course: Course = Course()
    ) {
        self.approval = approval
        self.start = start
        self.end = end
        self.stationID = stationID
        self.inspectorIDs = inspectorIDs
        self.course = course
    }

    /// How often the check was planned, and why again. The draw stands all the while: a new slot is no new draw.
    public struct Course: Sendable, Equatable, Codable {
        /// Counts from 1: a session that was missed or broke off makes the next one.
        public var attempt = 1
        /// How often the party had its session moved.
        public var partyMoves = 0
        /// Why the session is to be notified with less than the lead that the rules ask for.
        public var waiver: String?
        /// Whether the party was given notice of an earlier slot: then it is to hear when the check is called off.
        public var noticed = false
        public init() {}
    }
}

/// The numbered check_notice (告知书) exists and is on its way: sent is not served.
public struct Issued: Sendable, Equatable {
    public let scheduled: Scheduled
    public let at: Date
    public let notice: ID<Document>
    public let noticeNo: String
    /// The party wishes another time, and nobody has answered it yet.
    public let wish: Wish?
    public init(scheduled: Scheduled, at: Date, notice: ID<Document>, noticeNo: String, wish: Wish? = nil) {
        self.scheduled = scheduled
        self.at = at
        self.notice = notice
        self.noticeNo = noticeNo
        self.wish = wish
    }

    /// What the party asks for: another time, not before an instant if it names one.
    public struct Wish: Sendable, Equatable, Codable {
        public let at: Date
        public let reason: String
        public let notBefore: Date?
        public init(at: Date, reason: String, notBefore: Date?) {
            self.at = at
            self.reason = reason
            self.notBefore = notBefore
        }
    }

    func wishing(_ wish: Wish?) -> Issued {
        Issued(scheduled: scheduled, at: at, notice: notice, noticeNo: noticeNo, wish: wish)
    }
}

/// The notice did not arrive by the ways that were tried: another lawful way, or another session.
public struct ServiceFailed: Sendable, Equatable {
    public let issued: Issued
    public let at: Date
    public let reason: String
    public init(issued: Issued, at: Date, reason: String) {
        self.issued = issued
        self.at = at
        self.reason = reason
    }
}

/// The party has the notice, and the proof of it is on record (送达).
public struct Served: Sendable, Equatable {
    public let issued: Issued
    public let service: Service
    public init(issued: Issued, service: Service) {
        self.issued = issued
        self.service = service
    }

    public typealias Proof = Service.Proof
}

/// How and when a document reached the party, ascertainably (送达回执).
public struct Service: Sendable, Equatable, Codable {
    /// Starts the party's clocks.
    public let arrivedAt: Date
    /// When the party itself said that it has read it; nil when another proof stands for it.
    public let acknowledgedAt: Date?
    public let proof: Proof
    /// The receipt's number, who took the call, and the like.
    public let note: String?
    public init(arrivedAt: Date, acknowledgedAt: Date?, proof: Proof, note: String? = nil) {
        self.arrivedAt = arrivedAt
        self.acknowledgedAt = acknowledgedAt
        self.proof = proof
        self.note = note
    }

    public enum Proof: String, Choice {
        case linkAcknowledged = "link_acknowledged"
        case codeAcknowledged = "code_acknowledged"
        /// Handed over and signed for (直接送达).
        case signedReceipt = "signed_receipt"
        /// By registered letter with its receipt (邮寄送达).
        case letterReceipt = "letter_receipt"
        /// A recorded telephone call in which the party confirmed it.
        case recordedCall = "recorded_call"

        /// Proofs that staff may put on record; the others are the party's own.
        public var isByStaff: Bool {
            switch self {
            case .linkAcknowledged, .codeAcknowledged: false
            case .signedReceipt, .letterReceipt, .recordedCall: true
            }
        }
    }
}
