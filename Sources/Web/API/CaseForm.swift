// The wire's own names stand in the forms below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Domain
import Foundation

/// The body of `POST /cases/{id}/{command}`: every field that some command takes. Amounts are whole fen.
struct CaseForm: Decodable {
    var by: String?
    var role: Actor.Role?

    var warning: Bool?
    var fine_fen: Int64?
    var confiscation_fen: Int64?
    /// The number of the licence that is forfeited.
    var forfeiture: String?
    /// Of a revocation.
    var licence_no: String?
    /// Of a revocation, in words; of a dismissal, one of its grounds.
    var ground: String?
    var facts: String?
    var basis: String?

    var proof: Service.Proof?
    var arrived_at: String?
    var note: String?

    var text: String?
    var waive: Bool?
    var reason: String?
    var late_reason: String?
    var at: String?
    var place: String?
    var chair: String?
    var record: String?
    var party_absent: Bool?
    var opinion: LegalReview.Opinion?
    var how: Execution.How?
    var receipt_no: String?
    var clock: ClockName?

    func actor(for name: CaseCommand.Name) -> Actor {
        let staff = name.roles.first { $0 != .party && $0 != .timer } ?? name.usualRole
        return Actor(role ?? staff, by ?? "staff")
    }

    /// The command that this form asks for, on a case of that kind.
    /// - Throws: `Fault(.invalid)` naming the field that is missing.
    func command(_ name: CaseCommand.Name, kind: LegalCase.Kind) throws -> CaseCommand {
        switch name {
        case .acknowledge:
            throw Fault(
                .conflict,
                "Only the party acknowledges, by its link or code on the public pages; to put another proof of service on record, use serve."
            )
        case .notify: return .notify(Notify(measures: measures(kind), facts: words(facts), basis: words(basis)))
        case .serve: return .serve(try service())
        case .statement: return .statement(text: words(text), waives: waive ?? false)
        case .askHearing: return .askHearing(reason: words(reason))
        case .setHearing:
            return .setHearing(
                SetHearing(at: try instant(at, "at"), place: words(place), chair: words(chair)))
        case .holdHearing:
            return .holdHearing(HoldHearing(record: words(record), partyAbsent: party_absent ?? false))
        case .legalReview:
            return .legalReview(
                LegalReview(opinion: try need(opinion, "opinion", LegalReview.Opinion.allowed), text: words(text)))
        case .decide:
            return .decide(
                DecideCase(measures: measures(kind), reason: words(reason), lateReason: words(late_reason)))
        case .execute:
            return .execute(
                Execution(
                    how: try need(how, "how", Execution.How.allowed), receiptNo: words(receipt_no), note: words(note)))
        case .deregister: return .deregister(note: words(note))
        case .dismiss:
            return .dismiss(
                Dismissal(
                    ground: try Dismissal.Ground(
                        word: need(ground, "ground", Dismissal.Ground.allowed), field: "ground"),
                    reason: words(reason)))
        case .settleClock:
            return .settleClock(SettleClock(clock: try need(clock, "clock", ClockName.allowed), note: words(note)))
        }
    }

    /// What is named here; a revocation and penalties in one form are a revocation's case with penalties, and refused.
    private func measures(_ kind: LegalCase.Kind) -> Measures {
        var penalties: [Penalty] = []
        if warning == true { penalties.append(.warning) }
        if let fine_fen { penalties.append(.fine(fen: fine_fen)) }
        if let confiscation_fen { penalties.append(.confiscation(fen: confiscation_fen)) }
        if let forfeiture { penalties.append(.forfeiture(licenceNo: words(forfeiture))) }
        let revokes = licence_no != nil || ground != nil
        switch kind {
        case .penalty: return revokes && penalties.isEmpty ? revocation : .penalties(penalties)
        case .revocation: return revokes || penalties.isEmpty ? revocation : .penalties(penalties)
        }
    }

    private var revocation: Measures {
        .revocation(Revocation(licenceNo: words(licence_no), ground: words(ground)))
    }

    private func service() throws -> Service {
        Service(
            arrivedAt: try instant(arrived_at, "arrived_at"), acknowledgedAt: nil,
            proof: try need(proof, "proof", Service.Proof.allowed), note: words(note))
    }

    /// Spaces are no reason.
    private func words(_ text: String?) -> String { (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines) }

    private func instant(_ text: String?, _ field: String) throws -> Date {
        guard let date = text.flatMap({ Date(iso8601: $0) }) else {
            throw Fault(.invalid, "\"\(field)\" takes an instant such as 2026-03-02T09:00:00+08:00.", field: field)
        }
        return date
    }

    private func need<T>(_ value: T?, _ field: String, _ allowed: String) throws -> T {
        guard let value else { throw Fault(.invalid, "\"\(field)\" is missing: \(allowed).", field: field) }
        return value
    }
}
