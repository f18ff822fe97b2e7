import Domain
import Foundation
import Recordings
import Store

/// A check's story as the page's template takes it.
struct StoryView {
    let story: CheckStory
    let console: Console
    let language: Contact.Language
    let now: Date
    /// Of the experts who were invited to it, over all checks.
    var fees: [CheckStore.ExpertFees] = []

    private var check: Check { story.check }
    private var clock: ConsoleClock { console.clock }

    /// - Throws: `Fault(.damaged)` when a recording's report cannot be read.
    var values: [String: Any] {
        get throws {
            let state = check.state.name
            var values: [String: Any] = [
                "id": check.id.description, "check_no": check.checkNo, "enterprise": check.enterpriseName,
                "uscc": check.uscc, "application_no": check.applicationNo ?? "",
                "source": check.source.title[language], "mode": check.mode.words[language],
                "contact": contact, "state": state.words[language], "stage": state.stage.words[language],
                "tone": story.blocked == nil ? (state.waitsForStaff ? "wait" : "") : "bad",
                "who": next[language], "requested_at": clock.minute(check.requestedAt),
                "zone": clock.zone.identifier, "people": people,
                "records": [.served, .inSession, .interrupted, .completed].contains(state),
                "recordings": try story.recordings.map(recording), "deliveries": story.deliveries.map(delivery),
                "events": story.events.map(event),
            ]
            values.merge(DeadlineView.values(check, clock, language, now: now)) { $1 }
            values["clocks"] = story.clocks.filter { $0.clock.stopped == nil }.map {
                ClockLineView.values($0.clock, $0.rule, clock, language, now: now)
            }
            values["extended_from"] = check.extendedFrom?.description ?? ""
            values["ways"] = waysLeft?[language] ?? ""
            values.merge(blocked) { $1 }
            values.merge(session) { $1 }
            values.merge(disposal) { $1 }
            values.merge(dossier) { $1 }
            values.merge(PeopleView(story: story, clock: clock, language: language, fees: fees).values) { $1 }
            values["has_cases"] = !story.cases.isEmpty
            values["cases"] = story.cases.map { CaseLine.values($0, language) }
            return values
        }
    }

    /// Who does what next; a recusal that waits comes before all else.
    private var next: Phrase {
        let waits = story.people.recusals.contains { $0.decision == nil }
        guard waits, CheckCommand.Name.decideRecusal.takenFrom.contains(check.state.name) else {
            return check.state.name.next
        }
        return Phrase("处室负责人：决定是否回避", "Head of division: decide on the recusal")
    }

    /// The checklist, the inspectors' verdicts and the notes.
    private var dossier: [String: Any] {
        var values: [String: Any] = ["checklist": false, "verdicts": [[String: Any]](), "verdicts_said": ""]
        if let checklist = story.checklist {
            values["checklist"] = true
            values["list"] =
                ChecklistView(story: story, checklist: checklist, clock: clock, language: language).values()
            values["asks"] = check.state.name == .inSession
        }
        values["verdicts"] = story.verdicts.lines.map { line in
            let open = line.revealed?.verdict
            return [
                "name": story.inspectors.first { $0.id == line.inspector }?.name ?? line.inspector,
                "at": clock.minute(line.at), "by": line.by, "verdict": open?.verdict.words[language] ?? "",
                "tone": open?.verdict == .pass ? "good" : "bad", "reason": open?.reason ?? "",
                "findings": (open?.findings ?? []).map(finding), "commitment": line.commitment,
            ] as [String: Any]
        }
        if let agreed = story.verdicts.agreed {
            values["verdicts_said"] =
                (agreed
                ? Phrase("各意见一致。", "All verdicts agree.")
                : Phrase("各意见不一致，由处室负责人说明理由作出决定。", "They disagree: the head of division decides, with reasons."))[
                    language]
        }
        values["has_verdicts"] = !story.verdicts.lines.isEmpty
        values["has_notes"] = !story.notes.isEmpty
        values["notes"] = story.notes.map {
            ["at": clock.minute($0.madeAt), "by": $0.marker.by, "text": $0.marker.reason]
        }
        return values
    }

    private var contact: String {
        [check.contact.name, check.contact.phone ?? "", check.contact.mail ?? ""].filter { !$0.isEmpty }
            .joined(separator: " · ")
    }

    private var blocked: [String: Any] {
        guard let blocked = story.blocked else { return ["blocked": ""] }
        let words =
            blocked.guardName?.words
            ?? Phrase("系统出错，暂时无法继续。", "Trouble of this system's own stands in the way.")
        return [
            "blocked": words[language], "blocked_detail": blocked.reason,
            "blocked_since": clock.minute(blocked.since),
        ]
    }

    /// What is left where no electronic way leads to the party.
    private var waysLeft: Phrase? {
        let ways = Phrase(
            "可采用的合法方式：直接送达并由当事人签收，邮寄送达并取得回执，或拨打有录音的电话由当事人确认；送达后在“登记送达”中填写凭据。",
            "Lawful ways that remain: by hand against a signed receipt, by letter with its receipt, or by a recorded call in which the party confirms it; then put the proof on record."
        )
        switch check.state {
        case .serviceFailed(let failed):
            return Phrase("送达失败（\(failed.reason)）。\(ways.zh)", "Service failed: \(failed.reason). \(ways.en)")
        case .issued where check.channels.isEmpty:
            return Phrase(
                "当事人未签署送达地址确认书，不能以电子方式送达。\(ways.zh)",
                "The party has signed no service confirmation: nothing can be served electronically. \(ways.en)")
        default: return nil
        }
    }

    private var people: [[String: Any]] {
        check.people.map {
            [
                "name": $0.name, "id_masked": $0.idMasked,
                "posts": $0.posts.map { $0.words[language] }.joined(separator: language == .zh ? "、" : ", "),
            ]
        }
    }

    private var session: [String: Any] {
        let state = check.state
        var values: [String: Any] = [
            "booked": false, "issued": false, "served": false, "begun": false, "draw": false, "wish": "",
            "interrupted": "", "absent": "", "declined": "", "interruptions": [[String: Any]](),
        ]
        if let booking = state.booking {
            values["booked"] = true
            values["slot"] = clock.slot(booking.start, booking.end)
            values["station"] = story.stationName ?? ""
            values["inspectors"] = story.inspectors.enumerated().map { rank, inspector in
                [
                    "name": inspector.name, "certificate_no": inspector.certificateNo,
                    "rank": story.rank(inspector) ?? rank + 1,
                ]
                    as [String: Any]
            }
        }
        if let draw = story.draw {
            values["draw"] = true
            values["candidates"] = draw.ranks.count
            values["roster_sha256"] = draw.rosterSHA256.hex
            values["seed_link"] = draw.link.hex
            values["link_index"] = draw.linkIndex
        }
        if let notice = state.notice {
            values["issued"] = true
            values["notice_no"] = notice.noticeNo
            values["notice"] = notice.notice.description
            values["issued_at"] = clock.minute(notice.at)
            values["channels"] = check.channels.map { $0.words[language] }.joined(
                separator: language == .zh ? "、" : ", ")
        }
        if let wish = state.notice?.wish {
            values["wish"] = wish.reason
            values["wish_not_before"] = wish.notBefore.map(clock.minute) ?? ""
        }
        if let service = state.service?.service {
            values["served"] = true
            values["service"] = Self.service(service, clock, language)
        }
        if let session = state.session {
            values["begun"] = true
            values["begun_at"] = clock.minute(session.at)
            values["capture"] = EventWords.capture(session.begin.capture, language)
            values["clock_override"] = session.begin.clockOverride ?? ""
            values["interruptions"] = session.interruptions.map {
                [
                    "from": clock.minute($0.from), "to": clock.time($0.to), "cause": $0.cause.words[language],
                    "note": $0.note,
                ]
            }
        }
        if let interruption = state.interruption {
            values["interrupted"] = clock.minute(interruption.at)
            values["interruption"] = interruption.cause.words[language]
            values["aborted"] = state.abortion.map { clock.minute($0.at) } ?? ""
        }
        if let absence = state.absence {
            values["absent"] = clock.minute(absence.at)
            values["attempts"] = absence.attempts.map { ["at": clock.minute($0.at), "how": $0.how] }
        }
        if let declining = state.declining {
            values["declined"] = clock.minute(declining.at)
            values["statement"] = declining.statement
        }
        return values
    }

    private var disposal: [String: Any] {
        let state = check.state
        var values: [String: Any] = [
            "ended": "", "transcript": "", "sealed": "", "reviewed": false, "outcome": "", "reviewed_clean": false,
            "record": "", "rectification": "", "ending": "", "onsite": "", "origin": "",
        ]
        if let origin = check.origin { values["origin"] = origin.description }
        if let record = state.fileReview {
            values["record"] = record.record
            values["recorded"] = clock.minute(record.at)
        }
        if let completion = state.completion {
            values["ended"] = clock.minute(completion.at)
            values["transcript"] = completion.transcript
        }
        if let sealing = state.sealing {
            values["sealed"] = clock.minute(sealing.at)
            values["manifest_sha256"] = sealing.manifestSHA256
            values["signature"] = EventWords.signature(sealing.signature, language)
        }
        if let review = state.review {
            values["reviewed"] = true
            values["reviewed_clean"] = review.findings.isEmpty
            values["findings"] = review.findings.map(finding)
        }
        if let cure = state.rectification {
            values["rectification"] = cure.order.number
            values["rectification_id"] = cure.order.document.description
            values["rectification_due"] = cure.order.due.description
            values["rectification_service"] = cure.service.map { Self.service($0, clock, language) } ?? ""
            values["report"] = cure.report?.text ?? ""
            values["reported"] = cure.report.map { clock.minute($0.at) } ?? ""
            values["recheck"] = state.recheck?.recheck.record ?? ""
            values["rechecked"] = state.recheck.map { clock.minute($0.recheck.at) } ?? ""
            values["remaining"] = (state.recheck?.remaining ?? []).map { ["rule_id": $0.ruleID] }
        }
        if let decided = state.decided {
            let passed = state.name == .passed || state.outcome == .pass
            values["outcome"] = (state.outcome ?? .pass).words[language]
            values["outcome_tone"] = passed ? "good" : "bad"
            values["decided_by"] = decided.decision.by
            values["decided_at"] = clock.minute(decided.decision.at)
            values["decision_reason"] = decided.decision.reason
            values["decision_service"] = decided.service.map { Self.service($0, clock, language) } ?? ""
            values["people_outcomes"] = decided.decision.people.map { one in
                [
                    "name": check.people.first { $0.id == one.person }?.name ?? "",
                    "outcome": one.outcome.words[language], "tone": one.outcome == .pass ? "good" : "bad",
                ]
            }
        }
        values.merge(ending) { $1 }
        return values
    }

    /// What ended it, or took it elsewhere.
    private var ending: [String: Any] {
        var values: [String: Any] = [:]
        if let escalation = check.state.escalation {
            values["ending"] = Phrase("转现场核查", "On-site check ordered")[language]
            values["ending_reason"] = "\(escalation.code.words[language]) · \(escalation.reason)"
            values["onsite"] = escalation.onsite.description
        }
        if let withdrawal = check.state.withdrawal {
            values["ending"] = Phrase("结果已撤回", "The result was withdrawn")[language]
            values["ending_reason"] = withdrawal.reason
        }
        if case .cancelled(let cancelled) = check.state {
            values["ending"] = Phrase("已取消", "Called off")[language]
            values["ending_reason"] = cancelled.reason
        }
        return values
    }

    /// Its proof and its time, in one line.
    static func service(_ service: Service, _ clock: ConsoleClock, _ language: Contact.Language) -> String {
        [service.proof.words[language], service.note ?? "", clock.minute(service.arrivedAt)].filter { !$0.isEmpty }
            .joined(separator: " · ")
    }

    private func finding(_ finding: Finding) -> [String: Any] {
        var values: [String: Any] = [
            "rule_id": finding.ruleID, "text": finding.text, "severity": finding.severity.words[language],
            "tone": finding.severity == .major ? "bad" : "wait", "recording": "",
            "person": check.people.first { $0.id == finding.person }?.name ?? "",
        ]
        if let evidence = finding.evidence {
            values["recording"] = evidence.recording.description
            values["from"] = Int(evidence.from)
            values["interval"] = "\(ConsoleClock.length(evidence.from)) – \(ConsoleClock.length(evidence.to))"
        }
        return values
    }

    private func recording(_ row: RecordingRow) throws -> [String: Any] {
        try RecordingLine(console.footage.describe(row), clock: clock, language: language).values
    }

    private func delivery(_ row: DeliveryRow) -> [String: Any] {
        DeliveryLine(row: row, checkNo: check.checkNo, clock: clock, language: language).values
    }

    /// A paper with the scans that are on file of it, the official copy last.
    static func document(
        _ line: DocumentLine, _ story: CheckStory, _ clock: ConsoleClock, _ language: Contact.Language
    ) -> [String: Any] {
        [
            "scans": story.documents.filter { $0.scanOf == line.id }.map {
                [
                    "id": $0.id.description, "number": $0.number, "at": clock.minute($0.madeAt), "sha256": $0.sha256,
                    "official": $0.id == line.officialCopy,
                ] as [String: Any]
            },
            "id": line.id.description, "name": line.kind.words[language], "number": line.number,
            "at": clock.minute(line.madeAt), "sha256": line.sha256, "prints": line.kind.isWritten,
        ]
    }

    private func event(_ row: EventRow) -> [String: Any] {
        let words = EventWords(row: row, story: story, clock: clock, language: language)
        return [
            "at": clock.minute(row.at), "what": words.what, "role": row.actor.role.words[language],
            "actor": row.actor.role == .timer ? "" : row.actor.name, "details": words.details.map { ["line": $0] },
        ]
    }
}
