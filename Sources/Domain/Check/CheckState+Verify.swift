import Foundation

public struct InSession: Sendable, Equatable {
    public let served: Served
    public let begin: Begin
    public let at: Date
    /// Those that are over, in their order.
    public let interruptions: [Interruption]
    public init(served: Served, begin: Begin, at: Date, interruptions: [Interruption] = []) {
        self.served = served
        self.begin = begin
        self.at = at
        self.interruptions = interruptions
    }
}

/// A stretch during which the session did not go on; what is said in it counts for nothing until it is repeated.
public struct Interruption: Sendable, Equatable, Codable {
    public let from: Date
    public let to: Date
    public let cause: Cause
    public let note: String
    public init(from: Date, to: Date, cause: Cause, note: String) {
        self.from = from
        self.to = to
        self.cause = cause
        self.note = note
    }

    public enum Cause: String, Choice {
        case lineDropped = "line_dropped"
        /// Fewer than two inspectors are there.
        case inspectorAbsent = "inspector_absent"
        case recorderLost = "recorder_lost"
        case announcedPause = "announced_pause"
    }
}

public struct Interrupted: Sendable, Equatable {
    public let session: InSession
    public let at: Date
    public let cause: Interruption.Cause
    public let note: String
    public init(session: InSession, at: Date, cause: Interruption.Cause, note: String) {
        self.session = session
        self.at = at
        self.cause = cause
        self.note = note
    }

    /// The session with this interruption behind it.
    func ended(at now: Date) -> InSession {
        let pause = Interruption(from: at, to: now, cause: cause, note: note)
        return InSession(
            served: session.served, begin: session.begin, at: session.at,
            interruptions: session.interruptions + [pause])
    }
}

/// The session broke off for good: the check needs another one, or a visit.
public struct Aborted: Sendable, Equatable {
    public let interrupted: Interrupted
    public let at: Date
    public let reason: String
    public init(interrupted: Interrupted, at: Date, reason: String) {
        self.interrupted = interrupted
        self.at = at
        self.reason = reason
    }
}

/// The party did not appear, although it was served and called.
public struct NoShow: Sendable, Equatable {
    public let served: Served
    public let at: Date
    public let attempts: [ContactAttempt]
    public init(served: Served, at: Date, attempts: [ContactAttempt]) {
        self.served = served
        self.at = at
        self.attempts = attempts
    }
}

/// One try to reach a party that does not appear.
public struct ContactAttempt: Sendable, Equatable, Codable {
    public let at: Date
    /// By what means, whom, and with what result.
    public let how: String
    public init(at: Date, how: String) {
        self.at = at
        self.how = how
    }
}

/// The party declines to take part (拒绝配合); its statement is on record. That alone proves nothing against it.
public struct Declined: Sendable, Equatable {
    public let served: Served
    /// The session in which it declined; nil when it declined before.
    public let session: InSession?
    public let at: Date
    public let statement: String
    public init(served: Served, session: InSession?, at: Date, statement: String) {
        self.served = served
        self.session = session
        self.at = at
        self.statement = statement
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
