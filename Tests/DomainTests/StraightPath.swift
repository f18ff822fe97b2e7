import Domain
import Foundation
import Testing

/// One check of the straight path, with facts under which every guard holds: tests then spoil one of them.
struct StraightPath {
    let rules: RuleSet
    let calendar: WorkingCalendar
    let zone: TimeZone
    /// Wednesday 2021-09-15 10:00; the plan puts the session on Friday the 17th from 09:00 to 10:00.
    let opening: Date
    let session: Date
    let person: ID<Check.Person>
    let recording: ID<Recording>
    let inspectors: [Inspector]

    init(rules changes: [String: Any?] = [:]) throws {
        rules = try RepositoryFiles.rules(changes)
        calendar = try RepositoryFiles.calendar()
        zone = try RepositoryFiles.shanghai
        opening = try RepositoryFiles.instant("2021-09-15T10:00:00+08:00")
        session = try RepositoryFiles.instant("2021-09-17T09:00:00+08:00")
        person = .new(opening)
        recording = .new(opening)
        inspectors = ["a", "b", "c"].map { Inspector(id: "ins_\($0)", name: $0, certificateNo: "35-\($0)") }
    }

    var finding: Finding {
        Finding(
            ruleID: "LEAD-02", text: "works elsewhere", severity: .major, person: person,
            evidence: .init(recording: recording, from: 1, to: 2.5))
    }

    func requested(channels: [ServiceChannel] = [.mail, .text]) throws -> Check {
        let deadline = try Deadline.decision(
            acceptedAt: opening, rules: rules, calendar: calendar, timeZone: zone)
        return Check(
            id: .new(opening), checkNo: "C2021-00017", source: .licenceReview, mode: .videoCheck,
            uscc: "91350100M000100Y43", enterpriseName: "Test Power", application: .new(opening),
            applicationNo: "SQ-2021-0001",
            people: [
                .init(id: person, name: "Wang Wei", idMasked: "110***********002X", posts: [.technicalLead])
            ],
            contact: Contact(name: "Li", phone: "13800000000", mail: "li@example.cn", language: .zh),
            channels: channels, requestedAt: opening, deadline: deadline, revision: 0, state: .requested)
    }

    func facts() throws -> Facts {
        var facts = Facts(rules: rules, calendar: calendar, timeZone: zone)
        facts.eligibleInspectors = inspectors.count
        facts.planning = try planning()
        facts.footage = [footage(.ready)]
        facts.notice = .init(document: .new(opening), number: "N-1")
        facts.result = .init(message: .new(opening), inspectorCertificateNos: ["35-a", "35-b"])
        facts.delivered = true
        return facts
    }

    /// - Parameter foreignLink: a link that does not hash to the anchor.
    func planning(stations: [String] = ["sta_1"], foreignLink: Bool = false) throws -> Facts.Planning {
        let root = Data(repeating: 7, count: 32)
        let anchor = try SeedChain.anchor(root: root, length: 9)
        let link = try SeedChain.link(root: root, length: 9, index: foreignLink ? 2 : 1)
        return .init(
            stations: stations.map { ($0, []) }, inspectors: inspectors.map { ($0, []) },
            link: .init(anchor: anchor, index: 1, link: link))
    }

    func footage(_ state: RecordingState, bytes: Int64 = 5000) -> Facts.Footage {
        Facts.Footage(
            id: recording, state: state, durableBytes: bytes, sha256: String(repeating: "a", count: 64),
            manifestSHA256: String(repeating: "b", count: 64))
    }

    /// A command as it is given when all is well. The draw decides who must be present: everyone is.
    func command(_ name: CheckCommand.Name) -> CheckCommand {
        switch name {
        case .approve: .approve
        case .schedule: .schedule
        case .issue: .issue
        case .acknowledge: .acknowledge(Acknowledge(proof: .linkAcknowledged, firstOpenedAt: opening))
        case .begin: .begin(begin())
        case .complete: .complete(transcript: "Questions and answers.")
        case .seal: .seal(.signed)
        case .review: .review([])
        case .pass: .pass(reason: "In order.")
        case .fail: .fail(reason: "LEAD-02.")
        case .close: .close
        }
    }

    func begin(
        present: [String]? = nil, identified: [ID<Check.Person>]? = nil, shown: Bool = true,
        capture: Begin.Capture = .external(attestation: "Recorder 2 runs."), override: String? = nil
    ) -> Begin {
        Begin(
            present: present ?? inspectors.map(\.id), identified: identified ?? [person],
            certificatesShown: shown,
            capture: capture, clockOverride: override)
    }

    /// When a command is given if all is well.
    func moment(_ name: CheckCommand.Name) -> Date {
        switch name {
        case .approve, .schedule, .issue, .acknowledge: opening
        case .begin, .complete, .seal, .review, .pass, .fail, .close: session
        }
    }

    /// A check that `decide` itself led to the state. A check under review has the findings; a failed one has one.
    func check(
        in state: CheckState.Name, findings: [Finding] = [], channels: [ServiceChannel] = [.mail, .text]
    ) throws -> Check {
        var check = try requested(channels: channels)
        for step in Self.steps(to: state) {
            var command = command(step)
            if step == .review {
                command = .review(state == .failed ? [finding] : state == .underReview ? findings : [])
            }
            let ruling = decide(
                check, command, by: Actor(step.usualRole, "test"), try facts(), now: moment(step))
            guard case .accepted(let transition) = ruling else {
                throw Fault(.internal, "the straight path stops at \(step.rawValue): \(ruling)")
            }
            check.state = transition.state
            check.revision += 1
        }
        return check
    }

    private static func steps(to state: CheckState.Name) -> [CheckCommand.Name] {
        let path: [CheckCommand.Name] = [
            .approve, .schedule, .issue, .acknowledge, .begin, .complete, .seal, .review,
        ]

        return switch state {
        case .requested: []
        case .approved: Array(path.prefix(1))
        case .scheduled: Array(path.prefix(2))
        case .issued: Array(path.prefix(3))
        case .served: Array(path.prefix(4))
        case .inSession: Array(path.prefix(5))
        case .completed: Array(path.prefix(6))
        case .sealed: Array(path.prefix(7))
        case .underReview: path
        case .passed: path + [.pass]
        case .failed: path + [.fail]
        case .closed: path + [.pass, .close]
        }
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
