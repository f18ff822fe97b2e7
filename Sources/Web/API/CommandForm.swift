// The wire's own names stand in the forms below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Domain
import Foundation

/// The body of `POST /checks/{id}/{command}`: every field that some command takes.
struct CommandForm: Decodable {
    var by: String?
    var role: Actor.Role?
    var reason: String?
    var note: String?

    var proof: Service.Proof?
    var arrived_at: String?
    var not_before: String?

    var present: [String]?
    var identified: [ID<Check.Person>]?
    var certificates_shown: Bool?
    var capture: CaptureWord?
    var attestation: String?
    var clock_override: String?
    /// Of an interruption, a replacement or a filed case: each command has its own words.
    var cause: String?
    var attempts: [AttemptForm]?
    var statement: String?
    var transcript: String?
    var party_signed: Bool?

    var findings: [FindingForm]?
    var inspectors: [String]?
    var record: String?
    var due: String?
    var text: String?
    var remaining: [Int]?
    var people: [OutcomeForm]?
    var code: Escalated.Code?
    var replacement: String?
    var inspector: String?
    var verdict: InspectorVerdict.Word?

    /// By inspector id. Not part of the command: the store holds them against the secrets and keeps none.
    var codes: [String: String]?
    var signers: [String]?
    var granted: Bool?
    var experts: [ID<Expert>]?
    var expert: String?
    var name: String?
    var field: String?
    var organisation: String?
    var hours: Double?
    var amount_fen: Int64?
    var clock: ClockName?

    var kind: LegalCase.Kind?
    var facts: String?
    var basis: String?
    var persons: [ID<Check.Person>]?

    enum CaptureWord: String, Choice {
        case live, external
    }

    struct AttemptForm: Decodable {
        let at: String
        let how: String
    }

    struct FindingForm: Decodable {
        let rule_id: String
        let text: String
        let severity: Finding.Severity
        let person: ID<Check.Person>?
        let recording: ID<Recording>?
        let from: Double?
        let to: Double?
    }

    struct OutcomeForm: Decodable {
        let person: ID<Check.Person>
        let outcome: PersonOutcome.Verdict
    }

    func actor(for name: CheckCommand.Name) -> Actor {
        let role = role ?? name.usualRole
        return Actor(role, by ?? (role == .timer ? Actor.timer.name : "staff"))
    }
}
