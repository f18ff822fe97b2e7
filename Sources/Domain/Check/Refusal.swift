/// The machine's lawful *no*: which guard stood in the way, in words for the person who asked. Nothing was changed.
public struct Refusal: Sendable, Equatable {
    public enum Guard: String, Choice {
        /// The command does not belong to the state the check is in.
        case wrongState = "wrong_state"
        /// The one who gave the command may not.
        case role
        /// The command is for another kind of check: by video, on the file, on site.
        case mode
        case twoInspectors = "two_inspectors"
        case slot = "no_slot"
        case draw
        case noticeLead = "notice_lead"
        case service
        case moves
        case attempts
        case wish
        case tooEarly = "too_early"
        case tooLate = "too_late"
        case presence = "presence"
        case identification = "identification"
        case certificates = "certificates_shown"
        case recorder = "recorder"
        case clock = "clock_unsynchronised"
        case transcript = "transcript"
        case footage = "footage"
        case signature = "signature"
        case contact
        case findings = "findings"
        case people
        case dueDate = "due_date"
        case report
        case replacement
        case reason = "reason"
        case receipt = "receipt"
        /// A filed case of the check is open: it keeps the check from closing, and another of its kind from being filed.
        case openCase = "open_case"
        /// The step belongs to the other kind of case.
        case caseKind = "case_kind"
        case measures
        case hearing
        case legalReview = "legal_review"
        /// Who has worked on a case neither reviews it nor presides over its hearing.
        case impartiality
        case checkDecision = "check_decision"
        case execution
        /// No number could be set aside for the paper that the command leaves behind.
        case document
        /// The inspectors' own verdicts: missing, given already, or by somebody else.
        case verdict
        /// Items of the checklist that are not answered, or not like this.
        case checklist
        /// Asked for and not decided, not asked for, or nobody is left to take the place.
        case recusal
        /// Somebody who was drawn may not take the check any more.
        case unfit = "inspector_unfit"
        case expert
        /// The deadline was extended before.
        case extended
        /// No such clock runs here for a person to settle.
        case term
        /// The party was reminded of this before.
        case reminded
        /// The application is triaged, and by now it is not to be changed.
        case triage
        /// It does not go with where the check comes from.
        case source
        /// A served revocation stands on the check's result.
        case revoked
    }

    public let `guard`: Guard
    /// What is missing, and what to do.
    public let text: String
    /// Who could lift it.
    public let liftedBy: [Actor.Role]

    public init(_ guardName: Guard, _ text: String, liftedBy: [Actor.Role]? = nil) {
        self.guard = guardName
        self.text = text
        self.liftedBy = liftedBy ?? guardName.liftedBy
    }
}
