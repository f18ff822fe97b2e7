import Foundation

/// Where a check stands. Each case carries what is valid there and nothing else; a later case holds the earlier ones
/// inside it, so a `served` check without a booking cannot be written down.
public enum CheckState: Sendable, Equatable {
    case requested
    case approved(Approval)
    case scheduled(Scheduled)
    case issued(Issued)
    case served(Served)
    case inSession(InSession)
    case completed(Completed)
    case sealed(Sealed)
    case underReview(UnderReview)
    case passed(Decided)
    case failed(Decided)
    case closed(Closed)

    /// The three stages of the written procedure, with the queue before and the end after them.
    public enum Stage: String, Choice {
        case queue, notify, verify, dispose, done
    }

    public enum Name: String, Choice {
        case requested, approved, scheduled, issued, served
        case inSession = "in_session"
        case completed, sealed
        case underReview = "under_review"
        case passed, failed, closed

        public var stage: Stage {
            switch self {
            case .requested, .approved: .queue
            case .scheduled, .issued: .notify
            case .served, .inSession, .completed: .verify
            case .sealed, .underReview, .passed, .failed: .dispose
            case .closed: .done
            }
        }
    }

    public var name: Name {
        switch self {
        case .requested: .requested
        case .approved: .approved
        case .scheduled: .scheduled
        case .issued: .issued
        case .served: .served
        case .inSession: .inSession
        case .completed: .completed
        case .sealed: .sealed
        case .underReview: .underReview
        case .passed: .passed
        case .failed: .failed
        case .closed: .closed
        }
    }
}

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
    public init(approval: Approval, start: Date, end: Date, stationID: String, inspectorIDs: [String]) {
        self.approval = approval
        self.start = start
        self.end = end
        self.stationID = stationID
        self.inspectorIDs = inspectorIDs
    }
}

/// The numbered check_notice (告知书) exists and is on its way: sent is not served.
public struct Issued: Sendable, Equatable {
    public let scheduled: Scheduled
    public let at: Date
    public let notice: ID<Document>
    public let noticeNo: String
    public init(scheduled: Scheduled, at: Date, notice: ID<Document>, noticeNo: String) {
        self.scheduled = scheduled
        self.at = at
        self.notice = notice
        self.noticeNo = noticeNo
    }
}

/// The party has the notice, and the proof of it is on record (送达).
public struct Served: Sendable, Equatable {
    public let issued: Issued
    public let arrivedAt: Date
    public let acknowledgedAt: Date
    public let proof: Proof
    public init(issued: Issued, arrivedAt: Date, acknowledgedAt: Date, proof: Proof) {
        self.issued = issued
        self.arrivedAt = arrivedAt
        self.acknowledgedAt = acknowledgedAt
        self.proof = proof
    }

    public enum Proof: String, Choice {
        case linkAcknowledged = "link_acknowledged"
        case codeAcknowledged = "code_acknowledged"
    }
}

public struct InSession: Sendable, Equatable {
    public let served: Served
    public let begin: Begin
    public let at: Date
    public init(served: Served, begin: Begin, at: Date) {
        self.served = served
        self.begin = begin
        self.at = at
    }
}

public struct Completed: Sendable, Equatable {
    public let session: InSession
    public let at: Date
    public let transcript: String
    public init(session: InSession, at: Date, transcript: String) {
        self.session = session
        self.at = at
        self.transcript = transcript
    }
}

/// The footage is hashed and its manifest digested; from here on, more footage is an addendum.
public struct Sealed: Sendable, Equatable {
    public let completed: Completed
    public let at: Date
    public let signature: Signature
    /// SHA-256 of the evidence manifest (`EvidenceManifest`).
    public let manifestSHA256: String
    public init(completed: Completed, at: Date, signature: Signature, manifestSHA256: String) {
        self.completed = completed
        self.at = at
        self.signature = signature
        self.manifestSHA256 = manifestSHA256
    }

    public enum Signature: Sendable, Equatable {
        case signed
        /// The party's declining to sign is noted with its reason.
        case declined(reason: String)
    }
}

public struct UnderReview: Sendable, Equatable {
    public let sealed: Sealed
    public let at: Date
    public let findings: [Finding]
    public init(sealed: Sealed, at: Date, findings: [Finding]) {
        self.sealed = sealed
        self.at = at
        self.findings = findings
    }
}

public struct Decided: Sendable, Equatable {
    public let review: UnderReview
    public let at: Date
    public let by: String
    public let reason: String
    public init(review: UnderReview, at: Date, by: String, reason: String) {
        self.review = review
        self.at = at
        self.by = by
        self.reason = reason
    }
}

public struct Closed: Sendable, Equatable {
    public let decided: Decided
    public let outcome: Outcome
    public let at: Date
    public init(decided: Decided, outcome: Outcome, at: Date) {
        self.decided = decided
        self.outcome = outcome
        self.at = at
    }
}

/// How a check ended, in the result's words.
public enum Outcome: String, Choice {
    case pass, fail
}
