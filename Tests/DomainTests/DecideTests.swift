import Domain
import Foundation
import Testing

/// Each guard, provoked by spoiling one thing of a check that would else go through.
@Suite struct DecideTests {
    /// One thing that is wrong, and what the refusal must say of it.
    private struct Provocation {
        let `guard`: Refusal.Guard
        let says: String
        let check: Check
        let command: CheckCommand
        let facts: Facts
        let now: Date

        var refusal: Refusal? {
            decide(check, command, by: Actor(command.name.usualRole, "test"), facts, now: now).refusal
        }
    }

    private let path: StraightPath

    init() throws { path = try StraightPath() }

    private func provoke(
        _ guardName: Refusal.Guard, _ says: String, in state: CheckState.Name, _ command: CheckCommand,
        at now: Date? = nil, findings: [Finding] = [], channels: [ServiceChannel] = [.mail],
        _ spoil: (inout Facts) throws -> Void = { _ in }
    ) throws -> Provocation {
        var facts = try path.facts()
        try spoil(&facts)
        return Provocation(
            guard: guardName, says: says,
            check: try path.check(in: state, findings: findings, channels: channels),
            command: command, facts: facts, now: now ?? path.moment(command.name))
    }

    private func queueAndNotify() throws -> [Provocation] {
        let dayBefore = path.session.addingTimeInterval(-3600)
        return [
            try provoke(.wrongState, "approved", in: .requested, .schedule),
            try provoke(.twoInspectors, "1 eligible", in: .requested, .approve) { $0.eligibleInspectors = 1 },
            try provoke(.slot, "register", in: .approved, .schedule) { $0.planning = nil },
            try provoke(.slot, "station", in: .approved, .schedule) {
                $0.planning = try path.planning(stations: [])
            },
            try provoke(.draw, "link", in: .approved, .schedule) {
                $0.planning = try path.planning(foreignLink: true)
            },
            try provoke(.serviceConfirmation, "service_confirmation", in: .scheduled, .issue, channels: []),
            try provoke(.noticeLead, "1 day", in: .scheduled, .issue, at: dayBefore),
            try provoke(.noticeLead, "number", in: .scheduled, .issue) { $0.notice = nil },
        ]
    }

    private func beginning() throws -> [Provocation] {
        let early = path.session.addingTimeInterval(-15 * 60 - 1)
        let late = path.session.addingTimeInterval(3600)
        func begin(
            _ guardName: Refusal.Guard, _ says: String, _ begin: Begin, at now: Date? = nil,
            _ spoil: (inout Facts) throws -> Void = { _ in }
        ) throws -> Provocation {
            try provoke(guardName, says, in: .served, .begin(begin), at: now, spoil)
        }
        return [
            try begin(.tooEarly, "2021-09-17T00:45", path.begin(), at: early),
            try begin(.tooLate, "new slot", path.begin(), at: late),
            try begin(.presence, "ins_", path.begin(present: [])),
            try begin(.certificates, "certificates_shown", path.begin(shown: false)),
            try begin(.identification, "Wang Wei", path.begin(identified: [])),
            try begin(.clock, "clock_override", path.begin()) { $0.clockSynchronised = false },
            try begin(.clock, "clock_override", path.begin(override: "")) { $0.clockSynchronised = false },
            try begin(.recorder, "attestation", path.begin(capture: .external(attestation: ""))),
            try begin(.recorder, "recorder page", path.begin(capture: .live)),
            try begin(.recorder, "recorder page", path.begin(capture: .live)) {
                $0.footage = [path.footage(.uploading, bytes: 0)]
            },
        ]
    }

    private func session() throws -> [Provocation] {
        [
            try provoke(.transcript, "transcript", in: .inSession, .complete(transcript: "")),
            try provoke(.signature, "reason", in: .completed, .seal(.declined(reason: ""))),
            try provoke(.footage, "uploading", in: .completed, .seal(.signed)) {
                $0.footage = [path.footage(.uploading)]
            },
            try provoke(.footage, "ingesting", in: .completed, .seal(.signed)) {
                $0.footage = [path.footage(.ingesting)]
            },
            try provoke(.footage, "no readable", in: .completed, .seal(.signed)) {
                $0.footage = [path.footage(.quarantined)]
            },
            try provoke(.footage, "no readable", in: .completed, .seal(.signed)) { $0.footage = [] },
        ]
    }

    private func disposal() throws -> [Provocation] {
        func finding(
            _ person: ID<Check.Person>?, _ recording: ID<Recording>, _ from: Double, _ to: Double
        ) -> CheckCommand {
            .review([
                path.finding,
                Finding(
                    ruleID: "R", text: "t", severity: .minor, person: person,
                    evidence: .init(recording: recording, from: from, to: to)),
            ])
        }
        let (known, stranger) = (path.recording, ID<Check.Person>.new(path.session))
        return [
            try provoke(.findings, "findings[1].person", in: .sealed, finding(stranger, known, 0, 1)),
            try provoke(
                .findings, "findings[1].recording", in: .sealed, finding(nil, .new(path.session), 0, 1)),
            try provoke(.findings, "from ≤ to", in: .sealed, finding(nil, known, 2, 1)),
            try provoke(.findings, "from ≤ to", in: .sealed, finding(nil, known, -1, 1)),
            try provoke(.findings, "from ≤ to", in: .sealed, finding(nil, known, .nan, 1)),
            try provoke(
                .findings, "LEAD-02", in: .underReview, .pass(reason: "ok"), findings: [path.finding]),
            try provoke(.findings, "none is on record", in: .underReview, .fail(reason: "bad")),
            try provoke(.reason, "reason", in: .underReview, .pass(reason: "")),
            try provoke(.reason, "reason", in: .underReview, .fail(reason: ""), findings: [path.finding]),
            try provoke(.receipt, "reserved", in: .underReview, .pass(reason: "ok")) { $0.result = nil },
            try provoke(.receipt, "deliveries", in: .passed, .close) { $0.delivered = false },
            try provoke(.receipt, "deliveries", in: .failed, .close) { $0.delivered = false },
        ]
    }

    @Test func `each guard refuses for its reason, and no guard goes untried`() throws {
        var given: Set<Refusal.Guard> = []
        for provocation in try queueAndNotify() + beginning() + session() + disposal() {
            let what = "\(provocation.command.name.rawValue), to provoke \(provocation.guard.rawValue)"
            guard let refusal = provocation.refusal else {
                Issue.record("accepted: \(what)")
                continue
            }
            #expect(refusal.guard == provocation.guard, "\(what): \(refusal.text)")
            #expect(refusal.text.contains(provocation.says), "\(what): \(refusal.text)")
            given.insert(refusal.guard)
        }
        let untried = Set(Refusal.Guard.allCases).subtracting(given).map(\.rawValue).sorted()
        #expect(untried.isEmpty, "no test provokes \(untried.joined(separator: ", "))")
    }

    private func accepted(
        _ state: CheckState.Name, _ command: CheckCommand, at now: Date? = nil, findings: [Finding] = [],
        _ spoil: (inout Facts) throws -> Void = { _ in }
    ) throws -> Ruling.Transition {
        var facts = try path.facts()
        try spoil(&facts)
        let check = try path.check(in: state, findings: findings)
        let ruling = decide(
            check, command, by: Actor(command.name.usualRole, "test"), facts,
            now: now ?? path.moment(command.name))
        return try #require(ruling.transition, "refused: \(ruling.refusal?.text ?? "")")
    }

    @Test func `a session begins up to fifteen minutes early and until its slot ends`() throws {
        for shift in [-15 * 60, 0, 3599] {
            let now = path.session.addingTimeInterval(Double(shift))
            #expect(try accepted(.served, .begin(path.begin()), at: now).state.name == .inSession)
        }
    }

    @Test func `a session begins on a wrong clock only with the reason on record`() throws {
        let transition = try accepted(.served, .begin(path.begin(override: "GPS watch shown"))) {
            $0.clockSynchronised = false
        }
        #expect(transition.event.body["clock_override"] == "GPS watch shown")
        #expect(transition.event.body["clock_synchronised"] == false)
    }

    @Test func `a live session begins once a byte of it is durable`() throws {
        let transition = try accepted(.served, .begin(path.begin(capture: .live))) {
            $0.footage = [path.footage(.uploading, bytes: 1)]
        }
        #expect(transition.event.body["capture"] == "live")
    }

    @Test func `scheduling books the station and two drawn inspectors, and the draw replays`() throws {
        let transition = try accepted(.approved, .schedule)
        guard case .scheduled(let scheduled) = transition.state else {
            Issue.record("not scheduled")
            return
        }
        #expect(scheduled.start == path.session && scheduled.inspectorIDs.count == 2)
        var bookings: [Booking] = []
        for effect in transition.effects {
            switch effect {
            case .book(let rows): bookings = rows
            case .recordDraw(let record):
                try record.replay()
                #expect(record.chosen.map { "ins_" + $0.suffix(1) } == scheduled.inspectorIDs)
            default: break
            }
        }
        #expect(bookings.count == 12 && Set(bookings.map(\.resource)).count == 3)
    }

    @Test func `a notice arrived when it was first opened, and not after it was acknowledged`() throws {
        let later = path.opening.addingTimeInterval(600)
        for (opened, arrived) in [(path.opening, path.opening), (later.addingTimeInterval(60), later)] {
            let acknowledge = Acknowledge(proof: .codeAcknowledged, firstOpenedAt: opened)
            let transition = try accepted(.issued, .acknowledge(acknowledge), at: later)
            guard case .served(let served) = transition.state else {
                Issue.record("not served")
                return
            }
            #expect(served.arrivedAt == arrived && served.acknowledgedAt == later)
        }
    }

    @Test func `the seal is over the manifest that is filed`() throws {
        let transition = try accepted(.completed, .seal(.declined(reason: "left")))
        guard case .sealed(let sealed) = transition.state,
            case .fileEvidence(let manifest)? = transition.effects.first
        else {
            Issue.record("not sealed, or nothing filed")
            return
        }
        #expect(sealed.manifestSHA256 == (try manifest.bytes.sha256Hex))
        #expect(manifest.recordings.map(\.recording) == [path.recording])
        #expect(transition.event.body["reason"] == "left")
    }

    @Test func `a conclusion posts one result that names no person`() throws {
        let transition = try accepted(.underReview, .fail(reason: "LEAD-02"), findings: [path.finding])
        guard case .postResult(let message)? = transition.effects.first, transition.effects.count == 1 else {
            Issue.record("no result, or more than one effect")
            return
        }
        let text = String(decoding: try CanonicalJSON.encode(message), as: UTF8.self)
        #expect(message.idempotencyKey == "check:C2021-00017:r1" && message.check.outcome == .fail)
        #expect(
            !text.contains(path.person.description) && !text.contains("Wang Wei") && !text.contains("002X"))
    }
}
