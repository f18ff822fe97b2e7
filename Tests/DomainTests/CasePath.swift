import Domain
import Foundation

/// Where a case may stand, more finely than its state's name.
enum CasePlace: String, CaseIterable {
    case filed, notified, served, servedLapsed, servedSpoke, servedWaived, smallServed, smallSpoke
    case hearingAsked, hearingSet, hearingTold, hearingHeld, returned, returnedHeard, reviewed, reviewedHeard
    case decided, decisionServed, executed, dismissed
    case revocationFiled, revocationServed, revocationReviewed, revocationDecided, revocationServedDecision
    case deregistered

    var kind: LegalCase.Kind { rawValue.hasPrefix("revocation") || self == .deregistered ? .revocation : .penalty }
    /// Whether what is proposed entitles to a hearing.
    var isGrave: Bool { self != .smallServed && self != .smallSpoke }

    /// Whether the party has nothing left to waive there.
    var isHeard: Bool {
        switch self {
        case .hearingHeld, .returned, .returnedHeard, .reviewed, .reviewedHeard, .revocationReviewed: true
        default: false
        }
    }

    /// The commands that lead there, from the filing on.
    var steps: [CaseCommand.Name] {
        let heard: [CaseCommand.Name] = [.notify, .serve, .askHearing, .setHearing, .acknowledge, .holdHearing]
        let waived: [CaseCommand.Name] = [.notify, .serve, .statement, .legalReview]
        return switch self {
        case .filed, .revocationFiled: []
        case .notified: [.notify]
        case .served, .servedLapsed, .smallServed, .revocationServed: [.notify, .serve]
        case .servedSpoke, .servedWaived, .smallSpoke: [.notify, .acknowledge, .statement]
        case .hearingAsked: Array(heard.prefix(3))
        case .hearingSet: Array(heard.prefix(4))
        case .hearingTold: Array(heard.prefix(5))
        case .hearingHeld: heard
        case .returned: waived
        case .returnedHeard, .reviewedHeard: heard + [.legalReview]
        case .reviewed, .revocationReviewed: waived
        case .decided, .revocationDecided: waived + [.decide]
        case .decisionServed, .revocationServedDecision: waived + [.decide, .serve]
        case .executed: waived + [.decide, .serve, .execute]
        case .deregistered: waived + [.decide, .serve, .deregister]
        case .dismissed: [.notify, .serve, .dismiss]
        }
    }

    /// What tells it from other places of the same state, for a reader of the matrix.
    var words: String {
        switch self {
        case .filed: "for a penalty"
        case .revocationFiled: "for a revocation"
        case .served: "entitled to a hearing, in its time"
        case .servedLapsed: "entitled to a hearing, its time over"
        case .servedSpoke: "entitled to a hearing, in its time, the party spoke"
        case .servedWaived: "entitled to a hearing, the party waived it"
        case .smallServed: "a small fine, in its time"
        case .smallSpoke: "a small fine, the party spoke"
        case .revocationServed: "a revocation, in its time"
        case .hearingSet: "its notice not served"
        case .hearingTold: "its notice served"
        case .returned: "after a waiver"
        case .returnedHeard: "after a hearing"
        case .reviewed: "a penalty, after a waiver"
        case .reviewedHeard: "a penalty, after a hearing"
        case .revocationReviewed: "a revocation"
        case .decided, .decisionServed: "a penalty"
        case .revocationDecided, .revocationServedDecision: "a revocation"
        case .notified, .hearingAsked, .hearingHeld, .executed, .dismissed, .deregistered: ""
        }
    }
}

/// One case with facts under which every guard holds; `decide` itself leads it into whatever place a test wants it in.
struct CasePath {
    let path: StraightPath
    /// Failed and served.
    let check: Check
    let terms: ClockTerms

    /// - Parameter later: rules that take effect after those in force, by their `effective_from`.
    init(later: [String: Any?]? = nil) throws {
        path = try StraightPath()
        check = try path.standing(at: .failedServed).check
        var files = [(name: "test.json", data: try RepositoryFiles.ruleFile())]
        if let later { files.append((name: "later.json", data: try RepositoryFiles.ruleFile(later))) }
        terms = ClockTerms(book: try RuleBook(files: files), calendar: path.calendar, timeZone: path.zone)
    }

    /// Papers that only a case files.
    static let papers: Set<DocumentKind> = [
        .penaltyNotice, .revocationNotice, .statementRecord, .hearingRequest, .hearingNotice, .hearingRecord,
        .legalOpinion,
        .penaltyDecision, .revocationDecision, .executionRecord, .deregistrationNote, .caseDismissal,
    ]

    /// Friday 2021-09-17 11:00, an hour after the check's decision was served.
    var filing: Date { path.session.addingTimeInterval(7200) }

    func instant(_ text: String) throws -> Date { try RepositoryFiles.instant(text) }

    func opened(_ kind: LegalCase.Kind) throws -> LegalCase {
        let order = FileCase(
            kind: kind, cause: kind == .penalty ? .certificateLending : .falseMaterial, facts: "Serves elsewhere.",
            basis: "Measures, article 12", persons: [path.person])
        let ruling = decide(check, .fileCase(order), by: Actor(.bureauHead, "Lin"), path.facts(posted: 1), now: filing)
        guard let opened = ruling.transition?.opened.first else {
            throw Fault(.internal, "no case was opened: \(ruling)")
        }
        return opened
    }

    func facts(_ spoil: (inout CaseFacts) -> Void = { _ in }) -> CaseFacts {
        var facts = CaseFacts(rules: path.rules, terms: terms, check: check)
        facts.papers = path.papers
        facts.inspectors = path.inspectors
        facts.result = .init(message: path.message, inspectorCertificateNos: ["35-a", "35-b"], posted: 1)
        facts.authority = "Centre"
        spoil(&facts)
        return facts
    }

    func measures(_ place: CasePlace) -> Measures {
        guard place.kind == .penalty else {
            return .revocation(Revocation(licenceNo: "1-1-00001-2020", ground: "False contracts."))
        }
        return .penalties(place.isGrave ? [.warning, .fine(fen: 20_000_000)] : [.fine(fen: 3_000_000)])
    }

    /// As it is given when all is well.
    /// - Parameter passing: on the way to the place.
    func command(
        _ name: CaseCommand.Name, at now: Date, in place: CasePlace, passing: Bool = false
    ) throws -> CaseCommand {
        switch name {
        case .notify: .notify(Notify(measures: measures(place)))
        case .acknowledge: .acknowledge(Acknowledge(proof: .linkAcknowledged, firstOpenedAt: now))
        case .serve: .serve(Service(arrivedAt: now, acknowledgedAt: nil, proof: .signedReceipt, note: "Receipt 7, Li"))
        case .statement:
            .statement(
                text: "It was a mistake.",
                waives: place != .servedSpoke && place != .smallSpoke && (passing || !place.isHeard))
        case .askHearing: .askHearing(reason: "The sum is disputed.")
        case .setHearing: .setHearing(SetHearing(at: try hearing(), place: "Room 2", chair: "Wu"))
        case .holdHearing: .holdHearing(HoldHearing(record: "Both sides were heard."))
        case .legalReview:
            .legalReview(
                LegalReview(
                    opinion: place == .returned || place == .returnedHeard ? .sendBack : .approve, text: "In order."))
        case .decide: .decide(DecideCase(measures: measures(place), reason: "The statement is not followed."))
        case .execute: .execute(Execution(how: .paid, receiptNo: "JK-1", note: ""))
        case .deregister: .deregister(note: "")
        case .dismiss: .dismiss(Dismissal(ground: .unfounded, reason: "It cannot be proved."))
        case .settleClock: .settleClock(SettleClock(clock: .penaltyPublication, note: "On the portal, by Zhao."))
        }
    }

    /// Monday 2021-10-11 10:00.
    func hearing() throws -> Date { try instant("2021-10-11T10:00:00+08:00") }

    func name(_ name: CaseCommand.Name) -> String {
        switch name {
        case .legalReview: "Zheng"
        case .decide, .dismiss: "Lin"
        default: "Zhou"
        }
    }

    func ruling(
        _ one: LegalCase, _ command: CaseCommand, at now: Date, by actor: Actor? = nil,
        _ spoil: (inout CaseFacts) -> Void = { _ in }
    ) -> CaseRuling {
        let clocks = Set(terms.running(one, settled: [:]).map(\.name))
        let facts = facts {
            $0.clocks = clocks
            spoil(&$0)
        }
        return decide(one, command, by: actor ?? Actor(command.name.usualRole, name(command.name)), facts, now: now)
    }

    /// A case that `decide` itself led there, and the instant of its last command.
    func standing(at place: CasePlace) throws -> (one: LegalCase, at: Date) {
        var one = try opened(place.kind)
        var now = filing
        for step in place.steps {
            now = step == .holdHearing ? try hearing() : now.addingTimeInterval(600)
            let ruling = ruling(one, try command(step, at: now, in: place, passing: true), at: now)
            guard case .accepted(let transition) = ruling else {
                throw Fault(.internal, "the way to \(place.rawValue) stops at \(step.rawValue): \(ruling)")
            }
            one.state = transition.state
            one.revision += 1
        }
        if place == .servedLapsed { now = try instant("2021-09-27T09:00:00+08:00") }
        return (one, now)
    }

    /// When a command is given in a place if all is well.
    func moment(_ name: CaseCommand.Name, after last: Date) throws -> Date {
        name == .holdHearing ? max(last, try hearing()) : last.addingTimeInterval(600)
    }
}

extension CaseRuling {
    var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
    var transition: Transition? { if case .accepted(let transition) = self { transition } else { nil } }
}

extension CaseRuling.Transition {
    var filed: [Paper] { effects.compactMap { if case .file(let paper) = $0 { paper } else { nil } } }
    var sent: [Paper] { effects.compactMap { if case .send(let paper) = $0 { paper } else { nil } } }
    var results: [ResultMessage] { effects.compactMap { if case .postResult(let one) = $0 { one } else { nil } } }
    var penalties: [CreditPenalty] { effects.compactMap { if case .postPenalty(let one) = $0 { one } else { nil } } }
}
