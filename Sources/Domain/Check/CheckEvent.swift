import Foundation

/// What happened, as the record tells it later: one for each accepted command, with what the command left behind.
public struct CheckEvent: Sendable, Equatable {
    public let name: CheckState.Name
    public let command: CheckCommand.Name
    public let actor: Actor
    public let at: Date
    /// Facts for a reader, snake_case; no ID numbers and no secrets.
    public let body: [String: JSONValue]

    public init(
        name: CheckState.Name, command: CheckCommand.Name, actor: Actor, at: Date, body: [String: JSONValue]
    ) {
        self.name = name
        self.command = command
        self.actor = actor
        self.at = at
        self.body = body
    }
}

/// What an accepted command asks the store to write beside the row, in the same transaction.
public enum CheckEffect: Sendable {
    /// Quantum rows; the primary key makes a double booking impossible.
    case book([Booking])
    case recordDraw(DrawRecord)
    /// The numbered paper: rendered, digested and filed.
    case file(Paper)
    /// Put a filed paper into the outbox, by every channel that the party agreed to.
    case send(Paper)
    /// Remind the party, by every channel that it agreed to, of a paper that it was sent.
    case remind(Paper, Reminder.Kind)
    /// Later on record; the deadline that was stays in `extendedFrom`.
    case setDeadline(Deadline, from: Day)
    /// A person said that what a clock asks for is done.
    case settleClock(ClockName)
    /// Free what the check no longer uses from an instant on.
    case releaseBookings(from: Date)
    /// No more bytes are expected: uploads of undeclared length close once idle.
    case expectFootageEnd
    case fileEvidence(EvidenceManifest)
    case replaceFindings([Finding])
    case postResult(ResultMessage)
    /// A linked check of the same application, to be made on the spot.
    case openOnsite(Facts.CheckReservation, reason: String)
    /// What the session that begins has to answer.
    case freezeChecklist(ChecklistSheet)
    case sealVerdict(FiledVerdict)
    /// All verdicts on this basis are in: anybody may read them.
    case revealVerdicts
    case fileScan(ScannedCopy)
    /// Rows that say who inspects.
    case people(PeopleEffect)
    /// What is written beside the check leaves its timer alone.
    case keepClock
    /// A filed case begins, as a child of the check.
    case openCase(LegalCase)
    /// The timer has something to do for this check, at once or at an instant.
    case wake(at: Date? = nil)
}

/// What `decide` says.
public enum Ruling: Sendable {
    case accepted(Transition)
    case refused(Refusal)

    public struct Transition: Sendable {
        public let state: CheckState
        public let event: CheckEvent
        public let effects: [CheckEffect]
        public init(state: CheckState, event: CheckEvent, effects: [CheckEffect]) {
            self.state = state
            self.event = event
            self.effects = effects
        }
    }
}
