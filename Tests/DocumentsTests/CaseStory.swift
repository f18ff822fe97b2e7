import Domain
import Foundation

/// Filed cases that `decide` leads from step to step, and the papers that it files on the way.
struct CaseStory {
    private var one: LegalCase
    private var facts: CaseFacts
    private var now: Date
    private(set) var papers: [Paper]

    /// A case on a check on the file that failed and was served.
    init(_ kind: LegalCase.Kind) throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let calendar = try WorkingCalendar(
            files: [(name: "2021.json", data: Data(contentsOf: root.appending(path: "config/calendar/2021.json")))])
        let file = (name: "test.json", data: try Data(contentsOf: root.appending(path: "config/rules/2021-01-01.json")))
        let rules = try RuleSet(file: file.name, data: file.data)
        let story = try Self.failed()
        now = Story.session + 3600
        let reservations = Dictionary(
            uniqueKeysWithValues: DocumentKind.allCases.enumerated().map {
                ($1, Paper.Reservation(id: .new(Story.opening), number: $1.number(Int64($0 + 1), year: 2021)))
            })
        facts = CaseFacts(
            rules: rules,
            terms: ClockTerms(book: try RuleBook(files: [file]), calendar: calendar, timeZone: story.zone),
            check: story.check)
        facts.papers = reservations
        facts.result = .init(message: .new(Story.opening), inspectorCertificateNos: ["35-0001"], posted: 1)
        facts.authority = "福建能源监管非现场核查中心"
        var checkFacts = Facts(rules: rules, calendar: calendar, timeZone: story.zone)
        checkFacts.papers = reservations
        checkFacts.newCase = .init(id: .new(Story.opening), number: "AJ2021-00003")
        let order = FileCase(
            kind: kind, cause: kind == .penalty ? .certificateLending : .falseMaterial,
            facts: "经查，技术负责人王伟自2020年3月起同时在另一单位任职并缴纳社会保险，在申请材料中隐瞒了该情况。",
            basis: "《承装（修、试）电力设施许可证管理办法》第三十九条",
            persons: story.check.people.map(\.id))
        let ruling = decide(story.check, .fileCase(order), by: Actor(.bureauHead, "林局长"), checkFacts, now: now)
        guard case .accepted(let transition) = ruling else { throw Fault(.internal, "no case: \(ruling)") }
        var opened: LegalCase?
        var filed: [Paper] = []
        for effect in transition.effects {
            if case .openCase(let one) = effect { opened = one }
            if case .file(let paper) = effect { filed.append(paper) }
        }
        guard let opened else { throw Fault(.internal, "no case was opened") }
        one = opened
        papers = filed
    }

    private static func failed() throws -> (check: Check, zone: TimeZone) {
        var story = try Story(.deskCheck, booked: false)
        try story.give(
            .recordReview(RecordReview(inspectors: ["ins_a", "ins_b"], record: "查阅了全部材料。", findings: [story.finding])),
            at: 0)
        try story.give(.fail(Conclusion(reason: "材料不实。")), at: 10)
        try story.give(
            .acknowledge(Acknowledge(proof: .linkAcknowledged, firstOpenedAt: Story.session + 900)), at: 20)
        return (story.check, TimeZone(identifier: "Asia/Shanghai") ?? .gmt)
    }

    mutating func give(_ command: CaseCommand, by name: String = "周处长", days: Double = 0.1) throws {
        now += days * 86_400
        let ruling = decide(one, command, by: Actor(command.name.usualRole, name), facts, now: now)
        guard case .accepted(let transition) = ruling else {
            throw Fault(.internal, "the case stops at \(command.name.rawValue): \(ruling)")
        }
        one.state = transition.state
        one.revision += 1
        papers += transition.effects.compactMap { if case .file(let paper) = $0 { paper } else { nil } }
    }

    private var served: CaseCommand { .acknowledge(Acknowledge(proof: .linkAcknowledged, firstOpenedAt: now)) }

    /// Every kind of paper that a case files, most in more than one form.
    static func papers() throws -> [Paper] {
        let heavy = Measures.penalties([
            .warning, .fine(fen: 20_000_000), .confiscation(fen: 1_234_567), .forfeiture(licenceNo: "1-6-00123-2019"),
        ])
        var heard = try CaseStory(.penalty)
        try heard.give(.notify(Notify(measures: .penalties([.fine(fen: 3_000_000)]))))
        try heard.give(.notify(Notify(measures: heavy, facts: "补充查明：违法所得 12,345.67 元。")))
        try heard.give(heard.served)
        try heard.give(.statement(text: "我单位已经改正，请求从轻处理。", waives: false))
        try heard.give(.askHearing(reason: "对罚款金额有异议。"))
        let when = heard.now + 30 * 86_400
        try heard.give(.setHearing(SetHearing(at: when, place: "本中心三楼听证室", chair: "吴主任")))
        try heard.give(heard.served)
        try heard.give(.holdHearing(HoldHearing(record: "主持人：现在开始听证。\n当事人：请求从轻。")), days: 31)
        try heard.give(.legalReview(LegalReview(opinion: .sendBack, text: "请补充违法所得的计算。")), by: "郑法官")
        try heard.give(.legalReview(LegalReview(opinion: .approve, text: "事实清楚，证据充分，程序合法。")), by: "郑法官")
        try heard.give(.decide(DecideCase(measures: heavy, reason: "违法事实清楚；从轻的请求不予采纳。")), by: "林局长")
        try heard.give(heard.served)
        try heard.give(.execute(Execution(how: .paid, receiptNo: "JK-2021-1", note: "证件已收回。")))
        var revoked = try CaseStory(.revocation)
        let revocation = Measures.revocation(Revocation(licenceNo: "1-6-00123-2019", ground: "以虚假材料取得许可"))
        try revoked.give(.notify(Notify(measures: revocation)))
        try revoked.give(revoked.served)
        try revoked.give(.statement(text: "", waives: true))
        try revoked.give(.legalReview(LegalReview(opinion: .approve, text: "应予撤销。")), by: "郑法官")
        try revoked.give(.decide(DecideCase(measures: revocation, reason: "当事人放弃陈述、申辩和听证。")), by: "林局长")
        try revoked.give(revoked.served)
        try revoked.give(.deregister(note: "许可证已交回。"))
        var dismissed = try CaseStory(.penalty)
        try dismissed.give(.dismiss(Dismissal(ground: .notPunished, reason: "违法行为轻微并及时改正，没有造成危害后果。")), by: "林局长")
        return heard.papers + revoked.papers + dismissed.papers
    }
}
