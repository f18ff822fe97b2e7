import Domain
import Foundation
import Store

/// Checks as the API shows them.
enum CheckView {
    static func summary(_ check: Check) -> [String: JSONValue] {
        [
            "id": .string(check.id.description), "check_no": .string(check.checkNo),
            "stage": .string(check.state.name.stage.rawValue), "state": .string(check.state.name.rawValue),
            "revision": .int(Int64(check.revision)), "source": .string(check.source.rawValue),
            "mode": .string(check.mode.rawValue), "origin": .text(check.origin?.description),
            "enterprise": .object(["uscc": .string(check.uscc), "name": .string(check.enterpriseName)]),
            "application_no": .text(check.applicationNo), "requested_at": .time(check.requestedAt),
            "deadline": .string(check.deadline.day.description),
            "deadline_provisional": .bool(check.deadline.provisional),
            "extended_from": .text(check.extendedFrom?.description),
            "people": .array(check.people.map(person)),
        ]
    }

    private static func person(_ person: Check.Person) -> JSONValue {
        .object([
            "id": .string(person.id.description), "name": .string(person.name),
            "id_masked": .string(person.idMasked), "posts": .texts(person.posts.map(\.rawValue)),
        ])
    }

    static func whole(_ story: CheckStory, footage: [JSONValue]) throws -> JSONValue {
        var view = summary(story.check)
        let state = story.check.state
        view["inspectors"] = .array(story.inspectors.enumerated().map { inspector($1, rank: story.rank($1) ?? $0 + 1) })
        view.merge(people(story)) { $1 }
        view["slot"] = state.booking.map { .object(["start": .time($0.start), "end": .time($0.end)]) } ?? .null
        view["station"] =
            state.booking.map { .object(["id": .string($0.stationID), "name": .text(story.stationName)]) } ?? .null
        view["notice"] =
            state.notice.map {
                .object([
                    "number": .string($0.noticeNo), "document": .string($0.notice.description),
                    "issued_at": .time($0.at),
                ])
            } ?? .null
        view["service"] = state.service.map { service($0.service) } ?? .null
        view["session"] = state.session.map { session($0, state) } ?? .null
        view["evidence"] =
            state.sealing.map { .object(["sealed_at": .time($0.at), "manifest_sha256": .string($0.manifestSHA256)]) }
            ?? .null
        view["findings"] = .array(try (state.review?.findings ?? []).map(finding))
        view["rectification"] = state.rectification.map { rectification($0, state.recheck) } ?? .null
        view["decision"] =
            state.decided.map { decided in
                .object([
                    "outcome": .text(state.outcome?.rawValue), "reason": .string(decided.decision.reason),
                    "by": .string(decided.decision.by), "at": .time(decided.decision.at),
                    "document": .string(decided.decision.document.description),
                    "number": .string(decided.decision.number),
                    "people": .array(
                        decided.decision.people.map {
                            .object([
                                "person": .string($0.person.description), "outcome": .string($0.outcome.rawValue),
                            ])
                        }), "service": decided.service.map(service) ?? .null,
                ])
            } ?? .null
        view["checklist"] = story.checklist.map(DossierView.checklist) ?? .null
        view["verdicts"] = try DossierView.verdicts(story)
        view["wish"] =
            state.notice?.wish.map {
                .object(["at": .time($0.at), "reason": .string($0.reason), "not_before": .time($0.notBefore)])
            } ?? .null
        view["onsite"] = .text(state.escalation?.onsite.description)
        view["documents"] = .array(story.documents.map(document))
        view["cases"] = .array(story.cases.map(legalCase))
        view["blocked"] =
            story.blocked.map { .object(["reason": .string($0.reason), "since": .time($0.since)]) } ?? .null
        view["clocks"] = clocks(story, now: Date())
        view["recordings"] = .array(footage)
        view["deliveries"] = .array(story.deliveries.map(DeliveryView.json))
        view["events"] = .array(story.events.map(event))
        view["draw"] = try story.draw.map { try json($0) } ?? .null
        return .object(view)
    }

    private static func session(_ session: InSession, _ state: CheckState) -> JSONValue {
        .object([
            "begun_at": .time(session.at), "completed_at": .time(state.completion?.at),
            "interrupted_at": .time(state.interruption?.at),
            "interruptions": .array(session.interruptions.map(interruption)),
        ])
    }

    private static func clocks(_ story: CheckStory, now: Date) -> JSONValue {
        .array(story.clocks.map { .object(ClockView.json($0.clock, $0.rule, now: now)) })
    }

    private static func legalCase(_ one: LegalCase) -> JSONValue {
        .object([
            "id": .string(one.id.description), "case_no": .string(one.caseNo), "kind": .string(one.kind.rawValue),
            "state": .string(one.state.name.rawValue),
        ])
    }

    static func service(_ service: Service) -> JSONValue {
        .object([
            "arrived_at": .time(service.arrivedAt), "acknowledged_at": .time(service.acknowledgedAt),
            "proof": .string(service.proof.rawValue), "note": .text(service.note),
        ])
    }

    private static func interruption(_ pause: Interruption) -> JSONValue {
        .object([
            "from": .time(pause.from), "to": .time(pause.to), "cause": .string(pause.cause.rawValue),
            "note": .string(pause.note),
        ])
    }

    private static func rectification(_ cure: Rectifying, _ done: Rechecked?) -> JSONValue {
        .object([
            "number": .string(cure.order.number), "document": .string(cure.order.document.description),
            "ordered_at": .time(cure.order.at), "due": .string(cure.order.due.description),
            "service": cure.service.map(service) ?? .null, "reported_at": .time(cure.report?.at),
            "rechecked_at": .time(done?.recheck.at),
            "remaining": .array((done?.recheck.remaining ?? []).map { .int(Int64($0)) }),
        ])
    }

    static func document(_ line: DocumentLine) -> JSONValue {
        .object([
            "id": .string(line.id.description), "kind": .string(line.kind.rawValue), "number": .string(line.number),
            "sha256": .string(line.sha256), "made_at": .time(line.madeAt), "media_type": .string(line.mediaType),
            "scan_of": .text(line.scanOf?.description), "official_copy": .text(line.officialCopy?.description),
        ])
    }

    static func inspector(_ inspector: Inspector, rank: Int) -> JSONValue {
        .object([
            "id": .string(inspector.id), "name": .string(inspector.name),
            "certificate_no": .string(inspector.certificateNo), "rank": .int(Int64(rank)),
        ])
    }

    static func finding(_ finding: Finding) throws -> JSONValue {
        .object([
            "rule_id": .string(finding.ruleID), "text": .string(finding.text),
            "severity": .string(finding.severity.rawValue), "person": .text(finding.person?.description),
            "recording": .text(finding.evidence?.recording.description), "from": .number(finding.evidence?.from),
            "to": .number(finding.evidence?.to),
        ])
    }

    private static func event(_ event: EventRow) -> JSONValue {
        .object([
            "seq": .int(event.seq), "at": .time(event.at), "name": .string(event.state.rawValue),
            "command": .string(event.command), "audit_entry": .int(event.leaf), "body": .object(event.body),
            "actor": .object(["role": .string(event.actor.role.rawValue), "name": .string(event.actor.name)]),
        ])
    }

    static func json(_ value: some Encodable) throws -> JSONValue {
        try CanonicalJSON.decode(JSONValue.self, from: CanonicalJSON.encode(value))
    }
}
