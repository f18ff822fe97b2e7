/// The machine's lawful *no*: which guard stood in the way, in words for the person who asked. Nothing was changed.
public struct Refusal: Sendable, Equatable {
    public enum Guard: String, Choice {
        /// The command does not belong to the state the check is in.
        case wrongState = "wrong_state"
        case twoInspectors = "two_inspectors"
        case slot = "no_slot"
        case draw
        case noticeLead = "notice_lead"
        case serviceConfirmation = "service_confirmation"
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
        case findings = "findings"
        case reason = "reason"
        case receipt = "receipt"
    }

    public let `guard`: Guard
    /// What is missing, and what to do.
    public let text: String

    public init(_ guardName: Guard, _ text: String) {
        self.guard = guardName
        self.text = text
    }
}
