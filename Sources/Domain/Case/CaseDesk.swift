import Foundation

/// The procedure of a filed case: may this command be carried out on it now, and what follows? Pure, as for checks.
public func decide(
    _ legalCase: LegalCase, _ command: CaseCommand, by actor: Actor, _ facts: CaseFacts, now: Date
) -> CaseRuling {
    let desk = CaseDesk(legalCase: legalCase, command: command, actor: actor, facts: facts, now: now)
    guard command.name.roles.contains(actor.role) else { return desk.wrongRole() }
    return desk.telling ?? desk.hearing ?? desk.deciding ?? desk.ending ?? desk.timing ?? desk.wrongState()
}

/// One command to a case on the table.
struct CaseDesk {
    let legalCase: LegalCase
    let command: CaseCommand
    let actor: Actor
    let facts: CaseFacts
    let now: Date

    var clock: LocalClock { LocalClock(timeZone: facts.timeZone) }
    var today: Day { Day(now, in: facts.timeZone) }

    func accept(_ state: CaseState, _ body: [String: JSONValue], effects: [CaseEffect] = []) -> CaseRuling {
        .accepted(
            .init(
                state: state,
                event: CaseEvent(name: state.name, command: command.name, actor: actor, at: now, body: body),
                effects: effects))
    }

    func refuse(_ guardName: Refusal.Guard, _ text: String) -> CaseRuling { .refused(Refusal(guardName, text)) }

    /// Hands over the paper that this command files; every paper of a case names it.
    func filing(
        _ kind: DocumentKind, _ fields: [String: JSONValue], _ then: (Paper) -> CaseRuling
    ) -> CaseRuling {
        guard let reservation = facts.papers[kind] else {
            return refuse(.document, "No number could be set aside for the \(kind.rawValue): try again.")
        }
        let common = legalCase.paperFields.merging(["by": .string(actor.name)]) { own, _ in own }
        // A receipt of service is one paper for checks and cases: it names its document, not the case.
        return then(
            Paper(
                kind, reservation,
                kind == .serviceReceipt
                    ? fields.merging(["by": .string(actor.name)]) { own, _ in own } : common.merging(fields) { $1 }))
    }

    func named(_ paper: Paper, _ more: [String: JSONValue] = [:]) -> [String: JSONValue] {
        ["document": .string(paper.id.description), "document_no": .string(paper.number)].merging(more) { $1 }
    }

    func wrongState() -> CaseRuling {
        let takes = command.name.takenFrom.map(\.rawValue).joined(separator: " or ")
        return refuse(
            .wrongState,
            "\(legalCase.caseNo) is \(legalCase.state.name.rawValue); \"\(command.name.rawValue)\" is for a case that is \(takes)."
        )
    }

    func wrongRole() -> CaseRuling {
        let roles = command.name.roles.map(\.rawValue).joined(separator: " or ")
        return refuse(
            .role, "\"\(command.name.rawValue)\" is not for a \(actor.role.rawValue): it is given by a \(roles).")
    }
}

extension LegalCase {
    /// What every paper of a case says of it.
    var paperFields: [String: JSONValue] {
        [
            "case_no": .string(caseNo), "cause": .string(filing.cause.title.zh),
            "cause_en": .string(filing.cause.title.en), "is_penalty": .bool(kind == .penalty),
        ]
    }
}

extension Measures {
    /// As a list in a paper, and the same in an event.
    var paperField: JSONValue {
        .array(words.map { .object(["zh": .string($0.zh), "en": .string($0.en)]) })
    }

    var eventField: JSONValue { .array(words.map { .string($0.zh) }) }
}
