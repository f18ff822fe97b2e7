import Domain
import Foundation
import Store

/// What the store itself puts into a check's timeline, besides its first event.
enum StoreWord: String {
    case recount, triage

    var words: Phrase {
        switch self {
        case .recount: Phrase("工作日历已补充，重新计算期限", "The missing calendar came: counted the deadline anew")
        case .triage: Phrase("更改核查方式", "Changed the kind of check")
        }
    }
}

/// One line of a check's timeline in plain words.
struct EventWords {
    let row: EventRow
    let story: CheckStory
    let clock: ConsoleClock
    let language: Contact.Language

    private var command: CheckCommand.Name? { CheckCommand.Name(rawValue: row.command) }

    var what: String {
        if let store = StoreWord(rawValue: row.command) { return store.words[language] }
        return command?.done[language] ?? Phrase("收到申请，建立核查", "The application arrived and became a check")[language]
    }

    /// What it left behind, from the event's own body: the row may have moved on since.
    var details: [String] {
        guard let command else { return ([text("due"), text("reason")].compactMap(\.self)) + warnings }
        return details(of: command) + warnings
    }

    private func details(of command: CheckCommand.Name) -> [String] {
        switch command {
        case .remind: return [text("notice_no")].compactMap(\.self)
        case .settleClock:
            let name = text("clock").flatMap { ClockName(rawValue: $0)?.title[language] }
            return [name, text("note")].compactMap(\.self)
        case .extendDeadline: return [text("due"), text("reason")].compactMap(\.self) + paper
        case .approve, .complete, .close: return paper
        case .schedule: return [slot, drawn].compactMap(\.self)
        case .issue: return [text("notice_no")].compactMap(\.self)
        case .acknowledge, .serve: return [text("served"), proof, text("note")].compactMap(\.self)
        case .reschedule: return [slot, text("reason")].compactMap(\.self)
        case .begin: return [presence, capture, text("attestation"), override].compactMap(\.self)
        case .askReschedule, .failService: return [text("reason")].compactMap(\.self)
        case .keepSlot: return [text("reason")].compactMap(\.self) + paper
        case .interrupt: return [cause, text("note")].compactMap(\.self)
        case .resume: return [presence].compactMap(\.self)
        case .seal: return [signed, text("reason")].compactMap(\.self)
        case .review, .recordReview: return [findings] + paper
        case .rectify: return [text("due"), text("reason")].compactMap(\.self) + paper
        case .escalate: return [text("onsite_no"), text("reason")].compactMap(\.self) + paper
        case .waiveLead, .abort, .pass, .fail, .reopen, .withdraw, .cancel:
            return [text("reason")].compactMap(\.self) + paper
        case .fileCase: return [text("case_no")].compactMap(\.self) + paper
        case .noShow, .decline, .report, .recheck: return paper
        case .verdict: return [text("inspector").flatMap(inspector), agreed].compactMap(\.self) + paper
        case .addend, .fileScan: return [text("reason")].compactMap(\.self) + paper
        case .askRecusal: return [named("inspector"), text("reason")].compactMap(\.self)
        case .decideRecusal, .replaceInspector:
            return [outcome, change, text("reason")].compactMap(\.self) + paper
        case .inviteExpert: return [text("name"), text("field")].compactMap(\.self) + paper
        case .recordExpertFee: return [text("note")].compactMap(\.self) + paper
        }
    }

    /// What makes an event unusual.
    private var warnings: [String] {
        var found: [String] = []
        if case .int(let seconds)? = row.body["clock_set_back_seconds"] {
            found.append(
                Phrase(
                    "系统时钟曾被拨回：比上一事件早 \(seconds) 秒", "The clock was set back: \(seconds) s before the event before it")[
                        language])
        }
        if row.body["past_deadline"] == .bool(true) {
            found.append(Phrase("期限已过后安排", "Booked after its deadline")[language])
        }
        return found
    }

    /// The number of the paper that it left behind.
    private var paper: [String] { [text("document_no")].compactMap(\.self) }

    private func inspector(_ id: String) -> String? { story.inspectors.first { $0.id == id }?.name }

    private var agreed: String? {
        guard case .bool(let agreed)? = row.body["agreed"] else { return nil }
        return
            (agreed
            ? Phrase("各意见一致", "All verdicts agree") : Phrase("各意见不一致", "The verdicts disagree"))[language]
    }

    private var cause: String? {
        text("cause").flatMap { Interruption.Cause(rawValue: $0) }?.words[language]
    }

    private func text(_ name: String) -> String? {
        if case .string(let text)? = row.body[name], !text.isEmpty { text } else { nil }
    }

    private func named(_ field: String) -> String? {
        text(field).map { story.inspector($0)?.name ?? $0 }
    }

    private var outcome: String? {
        guard case .bool(let granted)? = row.body["granted"] else { return nil }
        return (granted ? Phrase("准许回避", "Recused") : Phrase("不予回避", "Not recused"))[language]
    }

    /// Who left the place, and who took it.
    private var change: String? {
        guard let original = named("inspector") else { return nil }
        return named("replacement").map { "\(original) → \($0)" } ?? original
    }

    /// How each one's presence was proven.
    private var presence: String? {
        guard case .object(let all)? = row.body["presence"], !all.isEmpty else { return nil }
        return all.sorted { $0.key < $1.key }.map { id, how in
            let word = how.text == "code" ? Phrase("动态验证码", "by code") : Phrase("当场确认", "declared")
            return "\(story.inspector(id)?.name ?? id) (\(word[language]))"
        }.joined(separator: language == .zh ? "、" : ", ")
    }

    private var slot: String? {
        guard let start = text("start").flatMap({ Date(iso8601: $0) }),
            let end = text("end").flatMap({ Date(iso8601: $0) })
        else { return nil }
        return "\(clock.slot(start, end)) \(story.stationName ?? "")"
    }

    private var drawn: String? {
        // Whoever took a place since was not drawn: the record's own order tells.
        let chosen = story.draw?.chosen ?? []
        let everyone = story.inspectors + story.people.known
        let names = chosen.compactMap { number in everyone.first { $0.certificateNo == number }?.name }
        return names.isEmpty ? nil : names.joined(separator: language == .zh ? "、" : ", ")
    }

    private var proof: String? {
        text("proof").flatMap { Service.Proof(rawValue: $0) }?.words[language]
    }

    private var capture: String? {
        text("capture").map { Self.capture($0 == "live" ? .live : .external(attestation: ""), language) }
    }

    private var override: String? {
        text("clock_override").map { Phrase("时钟未同步，原因：\($0)", "The clock was not synchronised: \($0)")[language] }
    }

    private var signed: String? {
        guard case .bool(let signed)? = row.body["party_signed"] else { return nil }
        return Self.signature(signed ? .signed : .declined(reason: ""), language)
    }

    private var findings: String {
        guard case .array(let rules)? = row.body["findings"], !rules.isEmpty else {
            return Phrase("未发现问题", "Nothing was found")[language]
        }
        return Phrase("\(rules.count) 项问题", rules.count == 1 ? "1 finding" : "\(rules.count) findings")[language]
    }

    static func capture(_ capture: Begin.Capture, _ language: Contact.Language) -> String {
        switch capture {
        case .live: Phrase("由本系统录制", "Recorded by this system")[language]
        case .external(let attestation):
            Phrase("由外接设备录制", "Recorded by an outside recorder")[language]
                + (attestation.isEmpty ? "" : (language == .zh ? "：" : ": ") + attestation)
        }
    }

    static func signature(_ signature: Sealed.Signature, _ language: Contact.Language) -> String {
        switch signature {
        case .signed: Phrase("当事人已签字", "The party signed")[language]
        case .declined(let reason):
            Phrase("当事人未签字", "The party did not sign")[language]
                + (reason.isEmpty ? "" : (language == .zh ? "：" : ": ") + reason)
        }
    }
}
