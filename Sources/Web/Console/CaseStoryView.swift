import Domain
import Foundation
import Store

/// A case's story as the page's template takes it.
struct CaseStoryView {
    let story: CaseStory
    let console: Console
    let language: Contact.Language
    let now: Date

    private var one: LegalCase { story.legalCase }
    private var clock: ConsoleClock { console.clock }

    var values: [String: Any] {
        var values = CaseLine.values(one, language)
        values["check"] = one.check.description
        values["uscc"] = one.uscc
        values["who"] = one.state.name.next(one.kind)[language]
        values["zone"] = clock.zone.identifier
        let clocks = story.clocks.filter { $0.clock.stopped == nil }
        values["clocks"] = clocks.map { ClockLineView.values($0.clock, $0.rule, clock, language, now: now) }
        values["has_clocks"] = !clocks.isEmpty
        values["filed_at"] = clock.minute(one.filing.at)
        values["filed_by"] = one.filing.by
        values["facts"] = one.state.notified?.facts ?? one.filing.facts
        values["basis"] = one.state.notified?.basis ?? one.filing.basis
        values["persons"] = story.check.people.filter { one.filing.persons.contains($0.id) }.map { ["name": $0.name] }
        values["has_persons"] = !one.filing.persons.isEmpty
        values["deliveries"] = story.deliveries.map {
            DeliveryLine(row: $0, checkNo: one.checkNo, clock: clock, language: language).values
        }
        values["documents"] = story.documents.map {
            [
                "id": $0.id.description, "name": $0.kind.words[language], "number": $0.number,
                "at": clock.minute($0.madeAt), "sha256": $0.sha256,
            ]
        }
        values["events"] = story.events.map(event)
        values.merge(heard) { $1 }
        values.merge(decided) { $1 }
        return values
    }

    /// What was announced, and what the party said.
    private var heard: [String: Any] {
        let state = one.state
        var values: [String: Any] = [
            "proposed": "", "notice_service": "", "hearing": "", "hearing_record": "", "has_statements": false,
        ]
        if let notified = state.notified {
            values["proposed"] = notified.number
            values["proposed_id"] = notified.document.description
            values["measures"] = notified.measures.words.map { ["line": language == .zh ? $0.zh : $0.en] }
        }
        if let served = state.noticeServed {
            values["notice_service"] = StoryView.service(served.service, clock, language)
            values["has_statements"] = !served.statements.isEmpty
            values["statements"] = served.statements.map {
                [
                    "at": clock.minute($0.at), "text": $0.text,
                    "waived": $0.waives ? Phrase("放弃其余权利", "waives the rest")[language] : "",
                ]
            }
        }
        if let asked = state.hearingAsked {
            values["hearing"] =
                Phrase("\(clock.minute(asked.at)) 申请", "asked for on \(clock.minute(asked.at))")[language]
            if let set = state.hearingSet {
                values["hearing_when"] = "\(clock.minute(set.hearing.at)) · \(set.hearing.place) · \(set.hearing.chair)"
                values["hearing_service"] = set.service.map { StoryView.service($0, clock, language) } ?? ""
            }
            if let held = state.hearingHeld {
                values["hearing_record"] = held.record
                values["hearing_absent"] =
                    held.partyAbsent ? Phrase("当事人未出席", "The party stayed away")[language] : ""
            }
        }
        return values
    }

    private var decided: [String: Any] {
        let state = one.state
        var values: [String: Any] = ["review": "", "decision": "", "ending": ""]
        if let review = state.legalReview {
            let opinion = state.name == .returned ? LegalReview.Opinion.sendBack : .approve
            values["review"] = opinion.words[language]
            values["review_tone"] = opinion == .approve ? "good" : "bad"
            values["review_text"] = review.text
            values["review_by"] = "\(review.by) \(clock.minute(review.at))"
        }
        if let decision = state.decision {
            values["decision"] = decision.number
            values["decision_id"] = decision.document.description
            values["decision_measures"] = decision.measures.words.map { ["line": language == .zh ? $0.zh : $0.en] }
            values["decision_reason"] = decision.reason
            values["decision_by"] = "\(decision.by) \(clock.minute(decision.at))"
            values["late_reason"] = decision.lateReason ?? ""
            values["decision_service"] =
                state.decisionService.map { StoryView.service($0.service, clock, language) } ?? ""
        }
        let separator = language == .zh ? "：" : ": "
        if let done = state.execution {
            values["ending"] =
                [done.execution.how.words[language], done.execution.receiptNo, done.execution.note]
                .filter { !$0.isEmpty }.joined(separator: " · ")
        } else if let done = state.deregistration {
            values["ending"] = [state.name.words[language], done.note].filter { !$0.isEmpty }.joined(
                separator: separator)
        } else if let done = state.dismissal {
            values["ending"] = "\(done.ground.words[language])\(separator)\(done.reason)"
        }
        return values
    }

    private func event(_ row: CaseEventRow) -> [String: Any] {
        let words =
            CaseCommand.Name(rawValue: row.command)?.done
            ?? Phrase("批准立案", "Filed the case")
        var details = ["document_no", "served", "reason", "late_reason", "chair"].compactMap { row.body[$0]?.text }
        // A note is shown with the clock that it settles: other notes stand in their papers.
        if let name = row.body["clock"]?.text {
            details += [ClockName(rawValue: name)?.title[language] ?? name, row.body["note"]?.text ?? ""]
        }
        if case .array(let measures)? = row.body["measures"] { details += measures.compactMap(\.text) }
        return [
            "at": clock.minute(row.at), "what": words[language], "role": row.actor.role.words[language],
            "actor": row.actor.name, "details": details.filter { !$0.isEmpty }.map { ["line": $0] },
        ]
    }
}
