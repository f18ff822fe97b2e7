import Domain
import Foundation

/// One check with facts under which every guard holds: tests then spoil one of them. `decide` itself leads the check into
/// whatever place a test wants it in.
struct StraightPath {
    let rules: RuleSet
    let calendar: WorkingCalendar
    let zone: TimeZone
    /// Wednesday 2021-09-15 10:00; the plan puts the session on Friday the 17th from 09:00 to 10:00.
    let opening: Date
    let session: Date
    let people: [Check.Person]
    let recording: ID<Recording>
    let inspectors: [Inspector]
    /// Set aside once: identifiers cost more than decisions.
    let papers: [DocumentKind: Paper.Reservation]
    let message: ID<Message>
    let onsite: Facts.CheckReservation
    let scan: FileScan
    /// What the first draw says, and whom it chose.
    let draw: DrawRecord
    let drawn: [String]
    let expert: Expert
    let recusalID: ID<Recusal>
    let newCase: LegalCase.Reservation
    private let planned: Facts.Planning

    /// - Parameter names: the people to be verified.
    init(rules changes: [String: Any?] = [:], names: [String] = ["Wang Wei"]) throws {
        rules = try RepositoryFiles.rules(changes)
        calendar = try RepositoryFiles.calendar()
        zone = try RepositoryFiles.shanghai
        let opening = try RepositoryFiles.instant("2021-09-15T10:00:00+08:00")
        self.opening = opening
        session = try RepositoryFiles.instant("2021-09-17T09:00:00+08:00")
        people = names.map {
            Check.Person(id: .new(opening), name: $0, idMasked: "110***********002X", posts: [.technicalLead])
        }
        recording = .new(opening)
        inspectors = ["a", "b", "c"].map { Inspector(id: "ins_\($0)", name: $0, certificateNo: "35-\($0)") }
        papers = Dictionary(
            uniqueKeysWithValues: DocumentKind.allCases.map {
                ($0, Paper.Reservation(id: .new(opening), number: $0.number(1, year: 2021)))
            })
        message = .new(opening)
        onsite = .init(id: .new(opening), number: "C2021-00018")
        scan = try FileScan(document: .new(opening), bytes: Data("%PDF-1.7".utf8), reason: "Sealed.")
        let plan = try Self.planning(inspectors)
        planned = plan
        let all = inspectors
        let record = try DrawRecord(
            roster: Roster(
                batch: "C2021-00017", kind: .inspector, candidates: all.map(\.certificateNo), quota: 2),
            link: plan.link.link, linkIndex: plan.link.index, anchor: plan.link.anchor)
        draw = record
        drawn = record.chosen.compactMap { number in all.first { $0.certificateNo == number }?.id }
        expert = Expert(
            id: .new(opening), name: "Professor He", field: "relays", organisation: nil, reason: "Rare equipment.",
            invitedAt: opening, invitedBy: "test")
        recusalID = .new(opening)
        newCase = .init(id: .new(opening), number: "AJ2021-00003")
    }

    var person: ID<Check.Person> { people[0].id }

    var finding: Finding { finding(about: person) }

    /// - Parameter person: nil: it concerns the enterprise, and so everybody.
    func finding(about person: ID<Check.Person>?, rule: String = "LEAD-02") -> Finding {
        Finding(
            ruleID: rule, text: "works elsewhere", severity: .major, person: person,
            evidence: .init(recording: recording, from: 1, to: 2.5))
    }

    func requested(
        _ mode: Check.Mode = .videoCheck, source: Check.Source = .licenceReview,
        channels: [ServiceChannel] = [.mail, .text]
    ) throws -> Check {
        let deadline = try Deadline.decision(
            .licenceDecision, since: opening, rules: rules, calendar: calendar, timeZone: zone)
        return Check(
            id: .new(opening), checkNo: "C2021-00017", source: source, mode: mode,
            uscc: "91350100M000100Y43", enterpriseName: "Test Power", application: .new(opening),
            applicationNo: "SQ-2021-0001", people: people,
            contact: Contact(name: "Li", phone: "13800000000", mail: "li@example.cn", language: .zh),
            channels: channels, requestedAt: opening, deadline: deadline, revision: 0, state: .requested)
    }

    /// - Parameter posted: how many results went out before.
    func facts(posted: Int = 0) -> Facts {
        var facts = Facts(rules: rules, calendar: calendar, timeZone: zone)
        facts.inspectors = Set(inspectors.map(\.id))
        facts.planning = planned
        facts.footage = [footage(.ready)]
        facts.papers = papers
        facts.result = .init(message: message, inspectorCertificateNos: ["35-a", "35-b"], posted: posted)
        facts.onsite = onsite
        facts.newCase = newCase
        facts.delivered = true
        facts.inspectorNames = Dictionary(uniqueKeysWithValues: inspectors.map { ($0.id, $0.name) })
        facts.salt = Data(repeating: 3, count: 16)
        facts.original = .init(kind: .checkNotice, number: "N-1", scans: 0, copy: .new(opening))
        facts.people.roster = inspectors
        facts.people.draw = draw
        facts.people.proven = inspectors.reduce(into: [:]) { $0[$1.id] = .code(step: 1) }
        facts.people.experts = [expert]
        facts.people.recusalID = recusalID
        facts.people.expertID = .some(expert.id)
        facts.clocks = [.publication]
        return facts
    }

    /// With what only some commands are read with: the first inspector's verdict, the sealed manifest.
    func facts(posted: Int = 0, for command: CheckCommand) throws -> Facts {
        var facts = facts(posted: posted)
        switch command {
        case .verdict: facts.verdicts = [try filed(verdict(.escalate, by: drawn.first))]
        case .addend: facts.manifest = try sealedManifest()
        default: break
        }
        return facts
    }

    func filed(_ verdict: InspectorVerdict, isRevealed: Bool = false) throws -> FiledVerdict {
        let text = String(decoding: try CanonicalJSON.encode(verdict), as: UTF8.self)
        return try FiledVerdict(
            text, salt: Data(repeating: 9, count: 16), by: "test", at: opening, isRevealed: isRevealed)
    }

    /// What was sealed before the footage that there is now.
    func sealedManifest() throws -> Facts.FiledManifest {
        let manifest = EvidenceManifest(checkNo: "C2021-00017", revision: 1, sealedAt: opening, recordings: [])
        return .init(manifest: manifest, sha256: try manifest.bytes.sha256Hex)
    }

    /// - Parameter foreignLink: a link that does not hash to the anchor.
    static func planning(
        _ inspectors: [Inspector], stations: [String] = ["sta_1"], foreignLink: Bool = false
    ) throws -> Facts.Planning {
        let root = Data(repeating: 7, count: 32)
        let anchor = try SeedChain.anchor(root: root, length: 9)
        let link = try SeedChain.link(root: root, length: 9, index: foreignLink ? 2 : 1)
        return .init(
            stations: stations.map { ($0, []) }, inspectors: inspectors.map { ($0, []) },
            link: .init(anchor: anchor, index: 1, link: link))
    }

    func footage(_ state: RecordingState, bytes: Int64 = 5000, digest: String? = String(repeating: "a", count: 64))
        -> Facts.Footage
    {
        Facts.Footage(
            id: recording, state: state, durableBytes: bytes, sha256: digest,
            manifestSHA256: String(repeating: "b", count: 64))
    }

    /// What only one command finds.
    func prepare(_ facts: inout Facts, for name: CheckCommand.Name) {
        if name == .decideRecusal { facts.people.recusals = [asked(by: .party)] }
    }

    func asked(by role: Actor.Role, granted: Bool? = nil) -> Recusal {
        Recusal(
            id: recusalID, inspectorID: drawn[0], askedAt: opening, askedBy: Actor(role, "Li"),
            reason: "He is my cousin.",
            decision: granted.map { .init(at: opening, by: "test", granted: $0, reason: "So it is.") })
    }

    /// What comes of a command on a check, given by whoever usually gives it.
    func ruling(
        _ check: Check, _ command: CheckCommand, at now: Date, posted: Int = 0, by role: Actor.Role? = nil,
        _ spoil: (inout Facts) throws -> Void = { _ in }
    ) throws -> Ruling {
        var facts = try facts(posted: posted, for: command)
        prepare(&facts, for: command.name)
        try spoil(&facts)
        return decide(check, command, by: Actor(role ?? command.name.usualRole, "test"), facts, now: now)
    }
}

/// A check somewhere on its way: what `decide` led it to, and when.
struct Standing {
    var check: Check
    /// The instant of the last command.
    var at: Date
    /// Results posted so far.
    var posted = 0
    /// The papers filed so far.
    var filed: [DocumentKind] = []

    /// Takes an accepted command's consequences.
    mutating func take(_ transition: Ruling.Transition) {
        check.state = transition.state
        check.revision += 1
        at = transition.event.at
        posted += transition.results.count
        filed += transition.filed.map(\.kind)
    }
}

extension Ruling {
    var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }

    var transition: Transition? {
        if case .accepted(let transition) = self { transition } else { nil }
    }
}

extension Ruling.Transition {
    var filed: [Paper] { effects.compactMap { if case .file(let paper) = $0 { paper } else { nil } } }
    var sent: [Paper] { effects.compactMap { if case .send(let paper) = $0 { paper } else { nil } } }
    var results: [ResultMessage] { effects.compactMap { if case .postResult(let result) = $0 { result } else { nil } } }
    var booked: [[Booking]] { effects.compactMap { if case .book(let rows) = $0 { rows } else { nil } } }
    var opened: [LegalCase] { effects.compactMap { if case .openCase(let one) = $0 { one } else { nil } } }
    var released: [Date] { effects.compactMap { if case .releaseBookings(let from) = $0 { from } else { nil } } }
    var findings: [[Finding]] { effects.compactMap { if case .replaceFindings(let all) = $0 { all } else { nil } } }
    var drawn: [DrawRecord] { effects.compactMap { if case .recordDraw(let record) = $0 { record } else { nil } } }
    var woken: [Date?] { effects.compactMap { if case .wake(let at) = $0 { .some(at) } else { nil } } }
    var onsite: [Facts.CheckReservation] {
        effects.compactMap { if case .openOnsite(let reservation, _) = $0 { reservation } else { nil } }
    }
}
