import Foundation

/// What may be asked of a check. One route each: `POST /checks/{id}/{name}`.
///
/// This is the straight path; the casework's commands (reschedule, interrupt, rectify, …) join here and the compiler
/// then points at every switch that must answer for them.
public enum CheckCommand: Sendable, Equatable {
    case approve
    case schedule
    case issue
    case acknowledge(Acknowledge)
    case begin(Begin)
    case complete(transcript: String)
    case seal(Sealed.Signature)
    case review([Finding])
    case pass(reason: String)
    case fail(reason: String)
    case close

    public enum Name: String, Choice {
        case approve, schedule, issue, acknowledge, begin, complete, seal, review, pass, fail, close

        /// The role that gives this command when the caller names none.
        public var usualRole: Actor.Role {
            switch self {
            case .approve, .pass, .fail: .head
            case .schedule, .issue, .close: .timer
            case .acknowledge: .party
            case .begin, .complete, .seal, .review: .inspector
            }
        }
    }

    public var name: Name {
        switch self {
        case .approve: .approve
        case .schedule: .schedule
        case .issue: .issue
        case .acknowledge: .acknowledge
        case .begin: .begin
        case .complete: .complete
        case .seal: .seal
        case .review: .review
        case .pass: .pass
        case .fail: .fail
        case .close: .close
        }
    }
}

/// The party opened its link, or typed its code, and said "I have read this".
public struct Acknowledge: Sendable, Equatable, Codable {
    public let proof: Served.Proof
    /// When the notice was first shown to the party: it had arrived by then.
    public let firstOpenedAt: Date
    public init(proof: Served.Proof, firstOpenedAt: Date) {
        self.proof = proof
        self.firstOpenedAt = firstOpenedAt
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

    public init(
        present: [String], identified: [ID<Check.Person>], certificatesShown: Bool, capture: Capture,
        clockOverride: String?
    ) {
        self.present = present
        self.identified = identified
        self.certificatesShown = certificatesShown
        self.capture = capture
        self.clockOverride = clockOverride
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
