import Domain
import Foundation
import Hummingbird
import Store

/// The forms for what staff may do with a check now: what is usual first, the rest folded away.
struct CommandForms {
    struct Entry {
        let name: CheckCommand.Name
        let title: String
        let form: FormView
        /// The usual next deed of this state.
        let isMain: Bool
        /// Shown unfolded: the usual one, and one that was just sent in vain.
        let isOpen: Bool
    }

    let story: CheckStory
    /// Inspectors who may sign for a review or a recheck.
    let roster: [Inspector]
    let request: Request
    let clock: ConsoleClock
    let now: Date
    /// Whether each inspector proves its presence by a code.
    let asksCodes: Bool
    private var language: Contact.Language { request.consoleLanguage }

    /// - Parameter tried: the one that was just sent in vain; it stays even if the state no longer allows it.
    func all(_ tried: CommandTry?) -> [Entry] {
        var names = CheckCommand.Name.allCases.filter(allowed)
        if let tried, !names.contains(tried.name) { names.insert(tried.name, at: 0) }
        if let main, let index = names.firstIndex(of: main) { names.insert(names.remove(at: index), at: 0) }
        return names.map { name in
            Entry(
                name: name, title: name.deed[language], form: form(name, sent: tried?.name == name ? tried : nil),
                isMain: name == main, isOpen: name == main || name == tried?.name)
        }
    }

    private var openFindings: [Finding] {
        let state = story.check.state
        return state.recheck?.remaining ?? state.review?.findings ?? []
    }

    /// What usually comes next.
    private var main: CheckCommand.Name? {
        let waits = story.people.recusals.contains { $0.decision == nil }
        if waits, CheckCommand.Name.decideRecusal.takenFrom.contains(story.check.state.name) { return .decideRecusal }
        return switch story.check.state {
        case .requested: .approve
        case .approved: story.check.mode.hasSession ? .schedule : .recordReview
        case .scheduled: story.blocked?.guardName == .noticeLead ? .reschedule : .issue
        case .issued(let issued): issued.wish != nil ? .reschedule : story.check.channels.isEmpty ? .serve : nil
        case .serviceFailed, .failed: .serve
        case .served(let served): served.issued.wish == nil ? .begin : .reschedule
        case .inSession: .complete
        case .interrupted: .resume
        case .aborted: .reschedule
        case .noShow, .declined, .sealed: story.verdicts.required > 0 ? .verdict : .review
        case .completed: .seal
        case .underReview(let review): openFindings.isEmpty ? (review.basis.showsPeople ? .pass : .escalate) : .fail
        case .rechecked: openFindings.isEmpty ? .pass : .fail
        case .rectifying(let rectifying): rectifying.service == nil ? .serve : .recheck
        case .passed, .escalated, .withdrawn: .close
        case .cancelled, .closed: nil
        }
    }

    private func allowed(_ name: CheckCommand.Name) -> Bool {
        let state = story.check.state
        guard name.takenFrom.contains(state.name), name.isForStaff else { return false }
        switch name {
        case .approve, .failService, .begin, .interrupt, .resume, .abort, .noShow, .decline, .complete, .seal,
            .escalate, .cancel:
            return true
        case .review: return state.name == .underReview || story.verdicts.required == 0
        case .extendDeadline: return story.check.source == .licenceReview && story.check.extendedFrom == nil
        case .settleClock: return !settleable.isEmpty
        case .remind: return !story.check.channels.isEmpty && !story.reminded && (state.booking?.start ?? now) > now
        case .fileCase:
            return LegalCase.Kind.allCases.contains { kind in
                !story.cases.contains { $0.kind == kind && !$0.state.name.isOver }
            }
        // The system's own steps are offered only when it could not take them.
        case .schedule, .issue, .close: return story.blocked != nil
        case .acknowledge: return false
        case .waiveLead: return [.noticeLead, .slot].contains(story.blocked?.guardName) && story.check.mode.hasSession
        case .serve: return state.unserved != nil
        case .askReschedule: return state.notice?.wish == nil
        case .keepSlot: return state.notice?.wish != nil
        case .reschedule: return state.name != .scheduled || story.blocked != nil
        case .recordReview: return !story.check.mode.hasSession
        case .pass: return openFindings.isEmpty && (state.recheck != nil || state.review?.basis.showsPeople == true)
        case .fail: return !openFindings.isEmpty
        case .rectify: return !openFindings.isEmpty
        case .report: return state.rectification?.report == nil
        case .recheck: return isRecheckDue
        case .reopen: return state.decided != nil
        case .verdict: return true
        // What there is to add must have arrived first.
        case .addend: return story.hasAddenda
        // Each paper has its own form, where it is listed.
        case .fileScan: return false
        case .withdraw: return state.decided != nil && state.withdrawal == nil && state.unserved == nil
        case .askRecusal, .replaceInspector, .inviteExpert: return story.check.mode.hasSession || name == .inviteExpert
        case .decideRecusal: return story.people.recusals.contains { $0.decision == nil }
        case .recordExpertFee: return !story.people.experts.isEmpty
        }
    }

    private var isRecheckDue: Bool {
        guard let cure = story.check.state.rectification, cure.service != nil else { return false }
        return cure.report != nil || clock.day(now) > cure.lastDay(in: clock.zone)
    }

    private var settleable: [ClockName] {
        story.clocks.filter { $0.clock.stopped == nil && $0.clock.name.isSettledByPeople }.map(\.clock.name)
    }

    private func form(_ name: CheckCommand.Name, sent tried: CommandTry?) -> FormView {
        let fields = CommandFields(
            story: story, roster: roster, request: request, clock: clock, now: now, openFindings: openFindings,
            asksCodes: asksCodes)
        var form = FormView(
            action: "/checks/\(story.check.checkNo)/\(name.rawValue)", submit: name.deed[language],
            fields: fields.all(name, tried) + [ConsoleName.field(request), key, revision],
            introduction: name.meaning[language], grave: name.isGrave)
        if name == .review || name == .recordReview || name == .verdict {
            form.more = Phrase("再加一条", "One more finding")[language]
        }
        guard let tried else { return form }
        // A code that was typed is never shown again.
        let codes = fields.codeNames
        form = form.filled(tried.sent, errors: tried.errors, keeping: codes.union(["key", "rows", "revision"]))
        if let refusal = tried.refusal {
            form.problem = problem(refusal)
            form.explain(refusal, language)
            form.mark(Self.field(of: refusal.guard, name), refusal.guard.words[language])
        } else if tried.isOutdated {
            form.problem =
                Phrase(
                    "尚未提交：其他人刚刚更改了此核查。请查看最新情况后再提交。",
                    "Nothing was done: somebody else has just changed this check. Look at it again, then send this once more."
                )[
                    language]
        } else if !tried.errors.isEmpty {
            form.problem = Phrase("尚未提交：请检查标出的内容。", "Nothing was done yet: look at what is marked.")[language]
        }
        return form
    }

    /// The guard's words, with the time where it is the time that is wrong.
    private func problem(_ refusal: Refusal) -> String {
        let words = refusal.shown(language, clock, names: story.names)
        guard refusal.guard == .tooEarly || refusal.guard == .tooLate, let slot = story.check.state.booking else {
            return words + lifters(refusal)
        }
        return "\(words) \(clock.slot(slot.start, slot.end)) (\(clock.zoneName(language)))"
    }

    /// Who could do what it takes, where that is somebody.
    private func lifters(_ refusal: Refusal) -> String {
        guard !refusal.liftedBy.isEmpty else { return "" }
        let names = refusal.liftedBy.map { $0.words[language] }
        return Phrase(
            " 可由以下人员处理：\(names.joined(separator: "、"))。", " Who can help: \(names.joined(separator: ", ")).")[language]
    }

    private static func field(of guardName: Refusal.Guard, _ name: CheckCommand.Name) -> String? {
        if guardName == .signature, name == .decline { return "signers" }
        return switch guardName {
        case .presence: "present"
        case .identification: "identified"
        case .certificates: "certificates_shown"
        case .recorder: "attestation"
        case .clock: "clock_override"
        case .transcript: "transcript"
        case .signature, .reason: "reason"
        case .service: "note"
        case .contact: "how_0"
        case .people: "failing"
        case .dueDate: "due"
        case .report: "text"
        case .replacement: "replacement"
        case .verdict: "inspector"
        case .term: "clock"
        case .extended, .reminded, .triage, .wrongState, .role, .mode, .twoInspectors, .slot, .draw, .noticeLead,
            .moves, .attempts, .wish, .tooEarly, .tooLate, .footage, .findings, .receipt, .document, .checklist,
            .recusal, .unfit, .expert, .openCase, .caseKind, .measures, .hearing, .legalReview,
            .impartiality, .checkDecision, .execution, .source, .revoked:
            nil
        }
    }

    /// Sent twice, it is done once.
    private var key: FormView.Field {
        FormView.Field(name: "key", label: "", kind: .hidden, value: UUID().uuidString)
    }

    /// Two people at one check: the second is told, and decides on what it is now.
    private var revision: FormView.Field {
        FormView.Field(name: "revision", label: "", kind: .hidden, value: String(story.check.revision))
    }
}
