import Domain
import Foundation
import Store

/// Cases as the API shows them.
enum CaseView {
    static func summary(_ one: LegalCase) -> [String: JSONValue] {
        [
            "id": .string(one.id.description), "case_no": .string(one.caseNo), "kind": .string(one.kind.rawValue),
            "cause": .string(one.filing.cause.rawValue), "state": .string(one.state.name.rawValue),
            "revision": .int(Int64(one.revision)), "check": .string(one.check.description),
            "check_no": .string(one.checkNo), "filed_at": .time(one.filing.at),
            "enterprise": .object(["uscc": .string(one.uscc), "name": .string(one.enterpriseName)]),
        ]
    }

    static func whole(_ story: CaseStory) -> JSONValue {
        let one = story.legalCase
        let state = one.state
        var view = summary(one)
        view["filing"] = .object([
            "by": .string(one.filing.by), "facts": .string(one.filing.facts), "basis": .string(one.filing.basis),
            "persons": .array(one.filing.persons.map { .string($0.description) }),
            "document": .string(one.filing.document.description), "number": .string(one.filing.number),
        ])
        view["proposal"] = state.notified.map(proposal) ?? .null
        view["notice_service"] = (state.noticeServed?.service).map(CheckView.service) ?? .null
        view["statements"] = .array(
            (state.noticeServed?.statements ?? []).map {
                .object([
                    "at": .time($0.at), "text": .string($0.text), "waives": .bool($0.waives),
                    "document": .string($0.document.description), "number": .string($0.number),
                ])
            })
        view["hearing"] = hearing(state)
        view["legal_review"] =
            state.legalReview.map {
                .object([
                    "at": .time($0.at), "by": .string($0.by),
                    "opinion": .string(state.name == .returned ? "return" : "approve"), "text": .string($0.text),
                    "document": .string($0.document.description), "number": .string($0.number),
                ])
            } ?? .null
        view["decision"] = state.decision.map(decision) ?? .null
        view["decision_service"] = (state.decisionService?.service).map(CheckView.service) ?? .null
        view["ending"] = ending(state)
        let now = Date()
        view["clocks"] = .array(story.clocks.map { .object(ClockView.json($0.clock, $0.rule, now: now)) })
        view["documents"] = .array(story.documents.map(CheckView.document))
        view["deliveries"] = .array(story.deliveries.map(DeliveryView.json))
        view["events"] = .array(story.events.map(event))
        return .object(view)
    }

    static func measures(_ measures: Measures) -> JSONValue {
        var view: [String: JSONValue] = [
            "warning": .bool(measures.penalties.contains(.warning)), "fine_fen": .null, "confiscation_fen": .null,
            "forfeiture": .null, "licence_no": .text(measures.revocation?.licenceNo),
            "ground": .text(measures.revocation?.ground),
        ]
        for penalty in measures.penalties {
            switch penalty {
            case .warning: break
            case .fine(let fen): view["fine_fen"] = .int(fen)
            case .confiscation(let fen): view["confiscation_fen"] = .int(fen)
            case .forfeiture(let licence): view["forfeiture"] = .string(licence)
            }
        }
        return .object(view)
    }

    private static func proposal(_ notified: Notified) -> JSONValue {
        .object([
            "at": .time(notified.at), "by": .string(notified.by), "measures": measures(notified.measures),
            "facts": .string(notified.facts), "basis": .string(notified.basis),
            "document": .string(notified.document.description), "number": .string(notified.number),
        ])
    }

    private static func hearing(_ state: CaseState) -> JSONValue {
        guard let asked = state.hearingAsked else { return .null }
        let set = state.hearingSet
        let held = state.hearingHeld
        return .object([
            "asked_at": .time(asked.at), "reason": .string(asked.reason), "at": .time(set?.hearing.at),
            "place": .text(set?.hearing.place), "chair": .text(set?.hearing.chair),
            "number": .text(set?.number), "service": (set?.service).map(CheckView.service) ?? .null,
            "record": .text(held?.record), "party_absent": .flag(held?.partyAbsent),
        ])
    }

    private static func decision(_ decided: CaseDecided) -> JSONValue {
        .object([
            "at": .time(decided.at), "by": .string(decided.by), "measures": measures(decided.measures),
            "reason": .string(decided.reason), "late_reason": .text(decided.lateReason),
            "document": .string(decided.document.description), "number": .string(decided.number),
        ])
    }

    private static func ending(_ state: CaseState) -> JSONValue {
        if let done = state.execution {
            return .object([
                "at": .time(done.at), "by": .string(done.by), "how": .string(done.execution.how.rawValue),
                "receipt_no": .string(done.execution.receiptNo), "note": .string(done.execution.note),
                "number": .string(done.number),
            ])
        }
        if let done = state.deregistration {
            return .object([
                "at": .time(done.at), "by": .string(done.by), "note": .string(done.note),
                "number": .string(done.number),
            ])
        }
        guard let done = state.dismissal else { return .null }
        return .object([
            "at": .time(done.at), "by": .string(done.by), "ground": .string(done.ground.rawValue),
            "reason": .string(done.reason), "number": .string(done.number),
        ])
    }

    private static func event(_ event: CaseEventRow) -> JSONValue {
        .object([
            "seq": .int(event.seq), "at": .time(event.at), "name": .string(event.state.rawValue),
            "command": .string(event.command), "audit_entry": .int(event.leaf), "body": .object(event.body),
            "actor": .object(["role": .string(event.actor.role.rawValue), "name": .string(event.actor.name)]),
        ])
    }
}
