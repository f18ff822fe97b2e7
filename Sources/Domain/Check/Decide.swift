import Foundation

/// The procedure: may this command be carried out on this check now, and what follows? Pure: everything it needs is
/// handed in, and the store writes down what it says in one transaction.
public func decide(_ check: Check, _ command: CheckCommand, by actor: Actor, _ facts: Facts, now: Date) -> Ruling {
    let desk = Desk(check: check, command: command, actor: actor, facts: facts, now: now)
    switch command {
    case .approve:
        if case .requested = check.state { return desk.approve() }
    case .schedule:
        if case .approved(let approval) = check.state { return desk.schedule(approval) }
    case .issue:
        if case .scheduled(let scheduled) = check.state { return desk.issue(scheduled) }
    case .acknowledge(let acknowledge):
        if case .issued(let issued) = check.state { return desk.serve(issued, acknowledge) }
    case .begin(let begin):
        if case .served(let served) = check.state { return desk.begin(served, begin) }
    case .complete(let transcript):
        if case .inSession(let session) = check.state { return desk.complete(session, transcript) }
    case .seal(let signature):
        if case .completed(let completed) = check.state { return desk.seal(completed, signature) }
    case .review(let findings):
        if case .sealed(let sealed) = check.state { return desk.review(sealed, findings) }
    case .pass(let reason):
        if case .underReview(let review) = check.state { return desk.conclude(review, .pass, reason) }
    case .fail(let reason):
        if case .underReview(let review) = check.state { return desk.conclude(review, .fail, reason) }
    case .close:
        if case .passed(let decided) = check.state { return desk.close(decided, .pass) }
        if case .failed(let decided) = check.state { return desk.close(decided, .fail) }
    }
    return desk.wrongState()
}

/// One command on the table: what every step needs to see.
struct Desk {
    let check: Check
    let command: CheckCommand
    let actor: Actor
    let facts: Facts
    let now: Date

    func accept(
        _ state: CheckState, _ body: [String: JSONValue] = [:], effects: [CheckEffect] = []
    ) -> Ruling {
        let event = CheckEvent(name: state.name, command: command.name, actor: actor, at: now, body: body)
        return .accepted(.init(state: state, event: event, effects: effects))
    }

    func refuse(_ guardName: Refusal.Guard, _ text: String) -> Ruling {
        .refused(Refusal(guardName, text))
    }

    func wrongState() -> Ruling {
        let takes = command.name.takenFrom.map(\.rawValue).joined(separator: " or ")
        return refuse(
            .wrongState,
            "\(check.checkNo) is \(check.state.name.rawValue); \"\(command.name.rawValue)\" is for a check that is \(takes)."
        )
    }
}

extension CheckCommand.Name {
    /// The states that this command leads out of; `decide` and the golden matrix agree on it by test.
    public var takenFrom: [CheckState.Name] {
        switch self {
        case .approve: [.requested]
        case .schedule: [.approved]
        case .issue: [.scheduled]
        case .acknowledge: [.issued]
        case .begin: [.served]
        case .complete: [.inSession]
        case .seal: [.completed]
        case .review: [.sealed]
        case .pass, .fail: [.underReview]
        case .close: [.passed, .failed]
        }
    }
}
