// The wire's own names stand in the forms below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Domain
import Foundation

/// The body of `POST /checks/{id}/{command}`: every field that some command takes.
struct CommandForm: Decodable {
    let by: String?
    let role: Actor.Role?
    let present: [String]?
    let identified: [ID<Check.Person>]?
    let certificates_shown: Bool?
    let capture: CaptureWord?
    let attestation: String?
    let clock_override: String?
    let transcript: String?
    let party_signed: Bool?
    let reason: String?
    let findings: [FindingForm]?

    enum CaptureWord: String, Choice {
        case live, external
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

    /// The command that this form asks for.
    /// - Throws: `Fault(.invalid)` naming the field that is missing.
    func command(_ name: CheckCommand.Name) throws -> CheckCommand {
        switch name {
        case .approve: return .approve
        case .schedule: return .schedule
        case .issue: return .issue
        case .close: return .close
        case .acknowledge:
            throw Fault(
                .conflict,
                "Only the party acknowledges, by its link or code on the public pages; nobody does so for it.")
        case .begin: return .begin(try begin())
        case .complete: return .complete(transcript: Self.trimmed(transcript))
        case .seal:
            let signed = try need(party_signed, "party_signed", "true, or false with the \"reason\"")
            return .seal(signed ? .signed : .declined(reason: Self.trimmed(reason)))
        case .review: return .review(try need(findings, "findings", "a list, empty when there are none").map(finding))
        case .pass: return .pass(reason: Self.trimmed(reason))
        case .fail: return .fail(reason: Self.trimmed(reason))
        }
    }

    func actor(for name: CheckCommand.Name) -> Actor {
        let role = role ?? name.usualRole
        return Actor(role, by ?? (role == .timer ? Actor.timer.name : "staff"))
    }

    private func begin() throws -> Begin {
        let capture: Begin.Capture =
            switch try need(self.capture, "capture", CaptureWord.allowed) {
            case .live: .live
            case .external: .external(attestation: Self.trimmed(attestation))
            }
        return Begin(
            present: try need(present, "present", "the ids of the inspectors who are present"),
            identified: identified ?? [], certificatesShown: certificates_shown ?? false, capture: capture,
            clockOverride: clock_override.map { Self.trimmed($0) })
    }

    private func finding(_ form: FindingForm) throws -> Finding {
        var evidence: Finding.Evidence?
        if let recording = form.recording {
            evidence = Finding.Evidence(
                recording: recording, from: try need(form.from, "findings.from", "seconds"),
                to: try need(form.to, "findings.to", "seconds"))
        }
        return Finding(
            ruleID: form.rule_id, text: form.text, severity: form.severity, person: form.person, evidence: evidence)
    }

    /// Spaces are no reason.
    private static func trimmed(_ text: String?) -> String {
        (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func need<T>(_ value: T?, _ field: String, _ allowed: String) throws -> T {
        guard let value else { throw Fault(.invalid, "\"\(field)\" is missing: send \(allowed).", field: field) }
        return value
    }
}
