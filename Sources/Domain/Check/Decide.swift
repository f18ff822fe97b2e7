import Foundation

/// The procedure: may this command be carried out on this check now, and what follows? Pure: everything it needs is
/// handed in, and the store writes down what it says in one transaction.
public func decide(_ check: Check, _ command: CheckCommand, by actor: Actor, _ facts: Facts, now: Date) -> Ruling {
    let desk = Desk(check: check, command: command, actor: actor, facts: facts, now: now)
    guard command.name.roles.contains(actor.role) else { return desk.wrongRole() }
    return desk.queueing ?? desk.notifying ?? desk.verifying ?? desk.disposing ?? desk.casefiling ?? desk.ending
        ?? desk.supplementing ?? desk.peopling ?? desk.timing ?? desk.wrongState()
}

/// One command on the table: what every step needs to see.
struct Desk {
    let check: Check
    let command: CheckCommand
    let actor: Actor
    let facts: Facts
    let now: Date

    var clock: LocalClock { LocalClock(timeZone: facts.timeZone) }

    func accept(
        _ state: CheckState, _ body: [String: JSONValue] = [:], effects: [CheckEffect] = []
    ) -> Ruling {
        let event = CheckEvent(name: state.name, command: command.name, actor: actor, at: now, body: body)
        return .accepted(.init(state: state, event: event, effects: effects))
    }

    func refuse(_ guardName: Refusal.Guard, _ text: String) -> Ruling {
        .refused(Refusal(guardName, text))
    }

    /// Hands over the paper that this command files.
    func filing(
        _ kind: DocumentKind, _ fields: [String: JSONValue], _ then: (Paper) -> Ruling
    ) -> Ruling {
        guard let reservation = facts.papers[kind] else {
            return refuse(.document, "No number could be set aside for the \(kind.rawValue): try again.")
        }
        return then(Paper(kind, reservation, fields.merging(["by": .string(actor.name)]) { own, _ in own }))
    }

    /// What a paper is called in an event's body.
    func named(_ paper: Paper) -> [String: JSONValue] {
        ["document": .string(paper.id.description), "document_no": .string(paper.number)]
    }

    func wrongState() -> Ruling {
        let takes = command.name.takenFrom.map(\.rawValue).joined(separator: " or ")
        return refuse(
            .wrongState,
            "\(check.checkNo) is \(check.state.name.rawValue); \"\(command.name.rawValue)\" is for a check that is \(takes).\(wayOut)"
        )
    }

    func wrongRole() -> Ruling {
        let roles = command.name.roles.map(\.rawValue).joined(separator: " or ")
        let text = "\"\(command.name.rawValue)\" is not for a \(actor.role.rawValue): it is given by a \(roles)."
        return .refused(Refusal(.role, text, liftedBy: command.name.roles))
    }
}

extension CheckCommand.Name {
    /// The papers that an accepted command files, each exactly once.
    public func papers(of mode: Check.Mode) -> [DocumentKind] {
        switch self {
        case .waiveLead: [.leadWaiver]
        case .issue: [.checkNotice]
        case .acknowledge, .serve: [.serviceReceipt]
        case .abort: [.abortNote]
        case .noShow: [.noShowRecord]
        case .decline: [.decliningRecord]
        case .complete: [.transcript]
        case .review: [.dispositionOpinion]
        case .recordReview: [mode == .onsiteCheck ? .onsiteRecord : .deskRecord]
        case .rectify: [.rectificationNotice]
        case .report: [.rectificationReport]
        case .recheck: [.recheckRecord]
        case .pass: [.conclusion]
        case .fail: [.decision]
        case .escalate: [.escalationNote]
        case .cancel: [.cancellationNote]
        case .reopen: [.reopeningNote]
        case .withdraw: [.withdrawalNote]
        // The first verdict files none: only the last one, which reveals all.
        case .verdict: [.dispositionOpinion]
        case .addend: [.evidenceSupplement]
        case .decideRecusal: [.recusalDecision]
        case .replaceInspector: [.replacementNote]
        case .inviteExpert: [.expertInvitation]
        case .recordExpertFee: [.expertFeeRecord]
        case .keepSlot: [.slotKept]
        case .extendDeadline: [.deadlineExtension]
        case .fileCase: [.caseApproval]
        case .approve, .schedule, .failService, .askReschedule, .reschedule, .begin, .interrupt, .resume, .seal, .close,
            .settleClock, .remind, .fileScan, .askRecusal:
            []
        }
    }
}
