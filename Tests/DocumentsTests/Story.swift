import Domain
import Foundation
import Testing

/// Checks that `decide` leads from step to step, and the papers that it files on the way: what the templates are held to.
struct Story {
    /// Wednesday 2021-09-15 10:00, two days before the session.
    static let opening = Date(timeIntervalSince1970: 1_631_671_200)
    static let session = Date(timeIntervalSince1970: 1_631_840_400)

    private(set) var check: Check
    private(set) var papers: [Paper] = []
    private var facts: Facts
    private let person = ID<Check.Person>.new(Self.opening)
    private let recording = ID<Recording>.new(Self.opening)
    private let inspectors = ["ins_a", "ins_b"]

    /// - Parameter booked: whether slot and inspectors stand already.
    init(_ mode: Check.Mode = .videoCheck, booked: Bool = true) throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let shipped = try Data(contentsOf: root.appending(path: "config/rules/2021-01-01.json"))
        guard case .object(var keys) = try CanonicalJSON.decode(JSONValue.self, from: shipped) else {
            throw Fault(.damaged, "the shipped rules are no object")
        }
        // The stories submit by review; one of them gives verdicts, which no rule forbids.
        keys["verdicts_required"] = 0
        let rules = try RuleSet(file: "test.json", data: CanonicalJSON.encode(keys))
        let zone = TimeZone(identifier: "Asia/Shanghai") ?? .gmt
        facts = Facts(rules: rules, calendar: try WorkingCalendar(files: []), timeZone: zone)
        facts.inspectors = Set(inspectors)
        facts.people = try Self.people(inspectors)
        facts.footage = [
            .init(
                id: recording, state: .ready, durableBytes: 5000, sha256: String(repeating: "a", count: 64),
                manifestSHA256: String(repeating: "b", count: 64))
        ]
        facts.result = .init(message: .new(Self.opening), inspectorCertificateNos: ["35-0001", "35-0002"], posted: 1)
        facts.onsite = .init(id: .new(Self.opening), number: "C2021-00018")
        for (index, kind) in DocumentKind.allCases.enumerated() {
            facts.papers[kind] = .init(id: .new(Self.opening), number: kind.number(Int64(index + 1), year: 2021))
        }
        let approval = Approval(at: Self.opening, by: "赵处长")
        let scheduled = Scheduled(
            approval: approval, start: Self.session, end: Self.session + 3600, stationID: "sta_1",
            inspectorIDs: inspectors)
        check = Check(
            id: .new(Self.opening), checkNo: "C2021-00017", source: .licenceReview, mode: mode,
            uscc: "91350100M000100Y43", enterpriseName: "福建闽电建设工程有限公司", application: nil,
            applicationNo: "SQ-2021-0001",
            people: [.init(id: person, name: "王伟", idMasked: "110***********002X", posts: [.technicalLead])],
            contact: Contact(name: "李经理", phone: nil, mail: "li@example.cn", language: .zh), channels: [.mail],
            requestedAt: Self.opening,
            deadline: Deadline(
                day: Day(Self.session, in: zone).adding(days: 20), instant: Self.session + 20 * 86_400,
                provisional: false),
            revision: 3, state: booked ? .scheduled(scheduled) : .approved(approval))
    }

    /// Three who were drawn from, a recusal of the first that waits, an expert who was invited.
    private static func people(_ drawn: [String]) throws -> Facts.People {
        var people = Facts.People()
        people.roster = [("ins_a", "陈刚", "35-0001"), ("ins_b", "林芳", "35-0002"), ("ins_c", "孙宁", "35-0003")].map {
            Inspector(id: $0.0, name: $0.1, certificateNo: $0.2)
        }
        people.proven = drawn.reduce(into: [:]) { $0[$1] = .code(step: 1) }
        let root = Data(repeating: 7, count: 32)
        people.draw = try DrawRecord(
            roster: Roster(
                batch: "C2021-00017", kind: .inspector, candidates: people.roster.map(\.certificateNo), quota: 2),
            link: SeedChain.link(root: root, length: 9, index: 1), linkIndex: 1,
            anchor: SeedChain.anchor(root: root, length: 9))
        people.expertID = .new(opening)
        people.experts = [
            Expert(
                id: .new(opening), name: "何教授", field: "继电保护", organisation: "某大学", reason: "设备较为专业。",
                invitedAt: opening, invitedBy: "钱某")
        ]
        return people
    }

    /// Somebody asked that the first inspector be kept away.
    private mutating func object() {
        facts.people.recusals = [
            Recusal(
                id: .new(Self.opening), inspectorID: "ins_a", askedAt: Self.opening, askedBy: Actor(.party, "李经理"),
                reason: "与本单位负责人有亲属关系")
        ]
    }

    /// - Parameter at: minutes from the session's start.
    mutating func give(_ command: CheckCommand, at minutes: Double) throws {
        let ruling = decide(
            check, command, by: Actor(command.name.usualRole, "钱某"), facts, now: Self.session + minutes * 60)
        guard case .accepted(let transition) = ruling else {
            throw Fault(.internal, "the story stops at \(command.name.rawValue): \(ruling)")
        }
        check.state = transition.state
        check.revision += 1
        papers += transition.effects.compactMap { if case .file(let paper) = $0 { paper } else { nil } }
    }

    var finding: Finding {
        Finding(
            ruleID: "LEAD-02", text: "技术负责人同时在另一单位缴纳社会保险", severity: .major, person: person,
            evidence: .init(recording: recording, from: 312, to: 355))
    }

    private var acknowledge: CheckCommand {
        .acknowledge(Acknowledge(proof: .linkAcknowledged, firstOpenedAt: Self.opening))
    }

    mutating func begin() throws {
        try give(.issue, at: -2000)
        try give(acknowledge, at: -1900)
        try give(
            .begin(
                Begin(
                    present: inspectors, identified: [person], certificatesShown: true,
                    capture: .external(attestation: "二号录像机正在录制"), clockOverride: nil)), at: 0)
    }

    /// A whole check that fails after a rectification, and whose result is corrected.
    static func longest() throws -> Story {
        var story = try Story()
        try story.give(.waiveLead(reason: "李经理来电表示愿意提前进行"), at: -2100)
        try story.begin()
        try story.give(.interrupt(Interrupt(cause: .lineDropped, note: "对方网络中断")), at: 10)
        try story.give(.resume(Resume(present: story.inspectors, identified: [story.person])), at: 20)
        try story.give(.complete(transcript: "问：请说明你的职务。\n答：技术负责人。\n\n问：是否在其他单位任职？\n答：没有。"), at: 50)
        try story.give(.seal(.signed), at: 55)
        try story.give(.review([story.finding]), at: 90)
        try story.give(.rectify(Rectify(reason: "社会保险由其他单位缴纳，应当更正。", due: nil)), at: 120)
        try story.give(
            .serve(
                Service(
                    arrivedAt: session + 130 * 60, acknowledgedAt: nil, proof: .recordedCall, note: "录音编号 2021-9")),
            at: 140)
        try story.give(.report(text: "已经更正，附缴费证明。"), at: 3 * 1440)
        try story.give(
            .recheck(RecheckReport(inspectors: story.inspectors, record: "缴费单位仍未变更。", remaining: [0])), at: 4 * 1440)
        try story.give(.fail(Conclusion(reason: "期限内未完成整改。")), at: 5 * 1440)
        try story.give(story.acknowledge, at: 6 * 1440)
        try story.give(.withdraw(reason: "结果报送有误。"), at: 7 * 1440)
        return story
    }

    /// Every kind of paper that `decide` files, some of them in more than one form.
    static func allPapers() throws -> [Paper] {
        var papers = try longest().papers
        func add(_ story: Story, _ steps: (inout Story) throws -> Void) throws {
            var story = story
            let before = story.papers.count
            try steps(&story)
            papers += story.papers.dropFirst(before)
        }
        try add(Story(.deskCheck, booked: false)) {
            try $0.give(.recordReview(RecordReview(inspectors: $0.inspectors, record: "查阅了全部材料。", findings: [])), at: 0)
            try $0.give(.pass(Conclusion(reason: "材料真实、完整。")), at: 10)
            try $0.give(.reopen(reason: "收到举报。"), at: 20)
        }
        try add(Story(.onsiteCheck, booked: false)) {
            try $0.give(
                .recordReview(RecordReview(inspectors: $0.inspectors, record: "查看了场所。", findings: [$0.finding])), at: 0)
        }
        try add(Story()) {
            try $0.give(.issue, at: -2000)
            try $0.give(.cancel(Cancel(reason: "申请人撤回申请。", replacement: "另一单位")), at: -1000)
        }
        try add(Story(booked: false)) {
            try $0.give(.extendDeadline(reason: "需要补充核实。"), at: -2000)
            try $0.give(.waiveLead(reason: "李经理来电表示愿意提前进行"), at: -2000)
        }
        try add(Story()) {
            try $0.give(.issue, at: -2000)
            try $0.give(.askReschedule(Reschedule(reason: "当日有会议。", notBefore: nil)), at: -1900)
            try $0.give(.keepSlot(reason: "期限将至。"), at: -1800)
        }
        try add(Story(booked: false)) { try $0.give(.cancel(Cancel(reason: "重复。", replacement: nil)), at: -1000) }
        try add(Story()) {
            try $0.give(.issue, at: -2000)
            try $0.give($0.acknowledge, at: -1900)
            try $0.give(.noShow([ContactAttempt(at: session + 600, how: "致电李经理，无人接听")]), at: 20)
        }
        try add(Story()) {
            try $0.begin()
            try $0.give(.decline(Decline(statement: "我们不同意录像。", signers: $0.inspectors)), at: 5)
            try $0.give(.escalate(Escalate(code: .refusesVideo, reason: "改为现场核查。")), at: 10)
        }
        try add(Story()) {
            try $0.begin()
            try $0.give(.interrupt(Interrupt(cause: .recorderLost, note: "")), at: 5)
            try $0.give(.abort(reason: "录像设备无法恢复。"), at: 60)
        }
        try add(Story()) { try $0.disagree() }
        return try papers + ofPeople() + CaseStory.papers()
    }

    /// Who inspects, and who else is there.
    private static func ofPeople() throws -> [Paper] {
        var papers: [Paper] = []
        func add(_ story: Story, _ steps: (inout Story) throws -> Void) throws {
            var story = story
            let before = story.papers.count
            try steps(&story)
            papers += story.papers.dropFirst(before)
        }
        for granted in [true, false] {
            try add(Story()) {
                try $0.give(.issue, at: -2000)
                $0.object()
                try $0.give(
                    .decideRecusal(DecideRecusal(inspector: "ins_a", granted: granted, reason: "经查证据充分。")), at: -1900)
            }
        }
        try add(Story()) {
            try $0.give(.issue, at: -2000)
            try $0.give(
                .replaceInspector(ReplaceInspector(inspector: "ins_a", cause: .illness, reason: "住院")), at: -1900)
            try $0.give(
                .inviteExpert(InviteExpert(name: "吴高工", field: "高压试验", organisation: "某公司", reason: "需要专业意见。")),
                at: -1800)
            let expert = try #require($0.facts.people.experts.first)
            try $0.give(
                .recordExpertFee(
                    RecordExpertFee(expert: expert.id.description, hours: 1.5, amountFen: 80_050, note: "按标准")),
                at: -1700)
        }
        return papers
    }

    /// A session by a checklist, footage that came late, and two inspectors who see it differently.
    private mutating func disagree() throws {
        try begin()
        let items = [("ID-01", person as ID<Check.Person>?, ChecklistAnswer.yes), ("PREMISES-01", nil, .waived)]
        facts.sheet = ChecklistSheet(
            sha256: String(repeating: "c", count: 64), effectiveFrom: Day(Self.session, in: facts.timeZone), name: "清单",
            items: items.map {
                ChecklistItem(
                    person: $0.1, item: $0.0, kind: .item, zh: "证件正反面", en: "both sides",
                    answers: ChecklistAnswer.allCases)
            })
        facts.answers = items.map {
            Marker(
                kind: .answer, person: $0.1, item: $0.0, answer: $0.2, reason: $0.2 == .waived ? "无经营场所" : "",
                recording: recording, from: 12, to: 15, at: Self.session, by: Actor(.inspector, "陈刚"))
        }
        try give(.complete(transcript: "问：是否专职？答：是。"), at: 50)
        try give(.seal(.signed), at: 55)
        let sealed = EvidenceManifest(checkNo: "C2021-00017", revision: 1, sealedAt: Self.session, recordings: [])
        facts.manifest = .init(manifest: sealed, sha256: try sealed.bytes.sha256Hex)
        try give(.addend(reason: "备用录像机的存储卡事后取出。"), at: 60)
        facts.inspectorNames = ["ins_a": "陈刚", "ins_b": "林芳"]
        facts.verdicts = [try filed("ins_a", .fail, [finding], "社会保险由他人缴纳。")]
        try give(
            .verdict(InspectorVerdict(inspector: "ins_b", verdict: .pass, findings: [], reason: "已说明情况。")), at: 70)
        facts.verdicts = [
            try filed("ins_a", .fail, [finding], "社会保险由他人缴纳。"), try filed("ins_b", .pass, [], "已说明情况。"),
        ]
        try give(.rectify(Rectify(reason: "应当更正。", due: nil)), at: 80)
    }

    private func filed(
        _ inspector: String, _ word: InspectorVerdict.Word, _ findings: [Finding], _ reason: String
    ) throws -> FiledVerdict {
        let verdict = InspectorVerdict(inspector: inspector, verdict: word, findings: findings, reason: reason)
        return try FiledVerdict(
            String(decoding: CanonicalJSON.encode(verdict), as: UTF8.self), salt: Data(repeating: 1, count: 16),
            by: "陈刚", at: Self.session, isRevealed: check.state.name == .underReview)
    }

    /// A paper's fields as the store completes them.
    static func fields(_ paper: Paper) -> [String: JSONValue] {
        let common: [String: JSONValue] = [
            "number": .string(paper.number), "center": "福建能源监管非现场核查中心", "check_no": "C2021-00017",
            "enterprise": "福建闽电建设工程有限公司", "uscc": "91350100M000100Y43", "application_no": "SQ-2021-0001",
            "zone": "Asia/Shanghai", "issued": "2021年9月15日",
            "people": .array([
                .object(["name": "王伟", "id_masked": "110***********002X", "posts": "技术负责人"]),
                .object(["name": "欧阳娜娜", "id_masked": "350***********0418", "posts": "安全负责人、高压电工"]),
            ]),
            "inspectors": .array([
                .object(["name": "陈刚", "certificate_no": "35-0001"]),
                .object(["name": "林芳", "certificate_no": "35-0002"]),
            ]),
        ]
        return common.merging(paper.fields) { $1 }
    }
}
