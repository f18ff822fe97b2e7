import Domain
import Foundation

extension DecideTests {
    func beginning() throws -> [Provocation] {
        let early = path.session.addingTimeInterval(-15 * 60 - 1)
        let late = path.session.addingTimeInterval(3600)
        func begin(
            _ guardName: Refusal.Guard, _ says: String, _ begin: Begin, at now: Date? = nil,
            _ spoil: (inout Facts) throws -> Void = { _ in }
        ) throws -> Provocation {
            try provoke(guardName, says, at: .served, .begin(begin), now: now, spoil)
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

    func breaking() throws -> [Provocation] {
        let everybody = path.inspectors.map(\.id)
        // Interrupted at ten minutes past, the session may go on until forty past.
        let limit = path.session.addingTimeInterval(40 * 60)
        return [
            try provoke(.tooLate, "abort", at: .interrupted, usual: .resume, now: limit.addingTimeInterval(1)),
            try provoke(.presence, "ins_", at: .interrupted, .resume(Resume(present: [], identified: [path.person]))),
            try provoke(
                .identification, "Wang Wei", at: .interrupted, .resume(Resume(present: everybody, identified: []))),
            try provoke(.tooEarly, "resume it", at: .interrupted, usual: .abort, now: limit.addingTimeInterval(-1)),
            try provoke(
                .tooEarly, "resume it", at: .interrupted, usual: .abort, now: limit.addingTimeInterval(-1), by: .timer),
            try provoke(.reason, "reason", at: .interrupted, .abort(reason: "")),
        ]
    }

    func absence() throws -> [Provocation] {
        let strict = try StraightPath(rules: ["contact_attempts": 2])
        let late = path.session.addingTimeInterval(20 * 60)
        func noShow(_ says: String, _ attempts: [ContactAttempt], path: StraightPath? = nil) throws -> Provocation {
            try provoke(.contact, says, at: .served, .noShow(attempts), now: late, path: path)
        }
        let call = ContactAttempt(at: late, how: "Telephone.")
        return [
            try provoke(
                .tooEarly, "15 minutes", at: .served, usual: .noShow, now: path.session.addingTimeInterval(899)),
            try noShow("holds 0", []),
            try noShow("2 attempt(s)", [call], path: strict),
            try noShow("how it went", [ContactAttempt(at: late, how: "")]),
            try noShow(
                "an hour before", [ContactAttempt(at: path.session.addingTimeInterval(-3601), how: "Telephone.")]),
            try noShow("until now", [ContactAttempt(at: late.addingTimeInterval(1), how: "Telephone.")]),
            try provoke(.wish, "keeps the slot", at: .servedWish, .noShow([call]), now: late),
            try provoke(.transcript, "statement", at: .served, .decline(Decline(statement: "", signers: path.drawn))),
            try provoke(.transcript, "statement", at: .interrupted, .decline(Decline(statement: ""))),
            try provoke(.signature, "Both", at: .served, .decline(Decline(statement: "No."))),
            try provoke(
                .signature, "Both", at: .inSession, .decline(Decline(statement: "No.", signers: [path.drawn[0]]))),
            try provoke(
                .signature, path.drawn[1], at: .interrupted,
                .decline(Decline(statement: "No.", signers: [path.drawn[0], path.drawn[0]]))),
            try servedTooLate(),
        ]
    }

    /// The notice reached the party when its session had begun without it.
    private func servedTooLate() throws -> Provocation {
        var standing = try path.standing(at: .issued)
        let (arrived, now) = (path.session.addingTimeInterval(60), path.session.addingTimeInterval(1200))
        let served = try path.ruling(standing.check, path.command(.serve, at: arrived), at: arrived)
        standing.check.state = served.transition?.state ?? standing.check.state
        let command = path.command(.noShow, at: now)
        return Provocation(
            guard: .service, says: "Reschedule", command: command,
            ruling: try path.ruling(standing.check, command, at: now))
    }

    func sealing() throws -> [Provocation] {
        func seal(_ says: String, _ footage: [Facts.Footage]) throws -> Provocation {
            try provoke(.footage, says, at: .completed, .seal(.signed)) { $0.footage = footage }
        }
        return [
            try provoke(.transcript, "transcript", at: .inSession, .complete(transcript: "")),
            try provoke(.signature, "reason", at: .completed, .seal(.declined(reason: ""))),
            try seal("uploading", [path.footage(.uploading)]),
            try seal("ingesting", [path.footage(.ready), path.footage(.ingesting)]),
            try seal("no readable", [path.footage(.quarantined)]),
            try seal("no readable", []),
            try seal("no digest", [path.footage(.ready, digest: nil)]),
            try seal("no digest", [path.footage(.ready), path.footage(.ready, digest: "")]),
        ]
    }
}
