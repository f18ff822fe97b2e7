import Foundation

/// The party opened its link, or typed its code, and said "I have read this".
public struct Acknowledge: Sendable, Equatable, Codable {
    public let proof: Service.Proof
    /// When the document was first shown to the party: it had arrived by then.
    public let firstOpenedAt: Date
    public init(proof: Service.Proof, firstOpenedAt: Date) {
        self.proof = proof
        self.firstOpenedAt = firstOpenedAt
    }
}

/// Another session for a check whose notice is out already: asked for by the party, or ordered.
public struct Reschedule: Sendable, Equatable, Codable {
    public let reason: String
    /// Not before this instant; nil: as early as the notice's lead allows.
    public let notBefore: Date?
    public init(reason: String, notBefore: Date?) {
        self.reason = reason
        self.notBefore = notBefore
    }
}

public struct Interrupt: Sendable, Equatable, Codable {
    public let cause: Interruption.Cause
    public let note: String
    public init(cause: Interruption.Cause, note: String) {
        self.cause = cause
        self.note = note
    }
}

/// Who is there again, and who was identified anew.
public struct Resume: Sendable, Equatable, Codable {
    public let present: [String]
    public let identified: [ID<Check.Person>]
    /// Experts who are in the session from now on.
    public let experts: [ID<Expert>]?
    public init(present: [String], identified: [ID<Check.Person>], experts: [ID<Expert>]? = nil) {
        self.present = present
        self.identified = identified
        self.experts = experts
    }
}

/// What two inspectors found in the file, or on the spot.
public struct RecordReview: Sendable, Equatable, Codable {
    public let inspectors: [String]
    public let record: String
    public let findings: [Finding]
    public init(inspectors: [String], record: String, findings: [Finding]) {
        self.inspectors = inspectors
        self.record = record
        self.findings = findings
    }
}

public struct Rectify: Sendable, Equatable, Codable {
    public let reason: String
    /// The last day; nil: the length that the rules give.
    public let due: Day?
    public init(reason: String, due: Day?) {
        self.reason = reason
        self.due = due
    }
}

public struct RecheckReport: Sendable, Equatable, Codable {
    public let inspectors: [String]
    public let record: String
    /// Positions, from 0, of the findings that are not cured.
    public let remaining: [Int]
    public init(inspectors: [String], record: String, remaining: [Int]) {
        self.inspectors = inspectors
        self.record = record
        self.remaining = remaining
    }
}

/// The head's conclusion. People whom it does not name get what the findings say of them.
public struct Conclusion: Sendable, Equatable, Codable {
    public let reason: String
    public let people: [PersonOutcome]
    public init(reason: String, people: [PersonOutcome] = []) {
        self.reason = reason
        self.people = people
    }
}

public struct Escalate: Sendable, Equatable, Codable {
    public let code: Escalated.Code
    public let reason: String
    public init(code: Escalated.Code, reason: String) {
        self.code = code
        self.reason = reason
    }
}

public struct Cancel: Sendable, Equatable, Codable {
    public let reason: String
    public let replacement: String?
    public init(reason: String, replacement: String?) {
        self.reason = reason
        self.replacement = replacement
    }
}

/// What the inspectors declare when a session begins.
public struct Begin: Sendable, Equatable, Codable {
    /// Inspectors who are present, by id.
    public let present: [String]
    /// People whose identity was established, by id.
    public let identified: [ID<Check.Person>]
    public let certificatesShown: Bool
    public let capture: Capture
    /// Why the session begins although the system clock is not known to be right.
    public let clockOverride: String?
    /// Experts who are in it; nil in rows of before there were any.
    public let experts: [ID<Expert>]?

    public init(
        present: [String], identified: [ID<Check.Person>], certificatesShown: Bool, capture: Capture,
        clockOverride: String?, experts: [ID<Expert>]? = nil
    ) {
        self.present = present
        self.identified = identified
        self.certificatesShown = certificatesShown
        self.capture = capture
        self.clockOverride = clockOverride
        self.experts = experts
    }

    public enum Capture: Sendable, Equatable, Codable {
        /// VideoCheck records: this session's bytes must already be durable.
        case live
        /// An outside recorder runs, as an inspector attests.
        case external(attestation: String)
    }
}

/// A rule that was found broken, with the footage that shows it.
public struct Finding: Sendable, Equatable, Codable {
    public let ruleID: String
    public let text: String
    public let severity: Severity
    public let person: ID<Check.Person>?
    public let evidence: Evidence?

    public init(ruleID: String, text: String, severity: Severity, person: ID<Check.Person>?, evidence: Evidence?) {
        self.ruleID = ruleID
        self.text = text
        self.severity = severity
        self.person = person
        self.evidence = evidence
    }

    public enum Severity: String, Choice {
        case minor, major
    }

    /// Seconds from the start of the recording.
    public struct Evidence: Sendable, Equatable, Codable {
        /// A year: no recording is longer, and a number beyond all bounds must not reach a paper.
        public static let latest = 366.0 * 86_400
        public let recording: ID<Recording>
        public let from: Double
        public let to: Double
        public init(recording: ID<Recording>, from: Double, to: Double) {
            self.recording = recording
            self.from = from
            self.to = to
        }
    }

    enum CodingKeys: String, CodingKey {
        case ruleID = "rule_id"
        case text, severity, person, evidence
    }
}
