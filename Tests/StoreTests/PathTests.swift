import Domain
import Foundation
import GRDB
import Store
import Testing

/// The straight path through `CheckStore.apply`, with every row that each step leaves.
@Suite struct PathTests {
    private static let slot = Centre.opening.addingTimeInterval(47 * 3600)

    private func serve(_ centre: Centre, _ id: ID<Check>) async throws {
        let mails = try await centre.store.claimDeliveries(
            of: [.noticeMail], limit: 9, lease: .seconds(60), now: Centre.opening)
        guard case .mail(let mail)? = mails.first?.message.content,
            let token = mail.text.split(separator: "/").last
        else { throw Fault(.internal, "no mail with a link is due") }
        let key = CheckStore.PartyKey(String(token))
        let opened = Centre.opening.addingTimeInterval(60)
        let view = try await centre.store.open(key, now: opened)
        #expect(view.check.id == id && view.openedAt == opened)
        let again = try await centre.store.open(key, now: opened.addingTimeInterval(30))
        #expect(again.openedAt == opened)
        let check = try await centre.accept(
            .acknowledge(Acknowledge(proof: key.proof, firstOpenedAt: view.openedAt)), id,
            at: opened.addingTimeInterval(40))
        guard case .served(let served) = check.state else { throw Fault(.internal, "not served") }
        #expect(served.service.arrivedAt == opened && served.service.proof == .linkAcknowledged)
    }

    private func record(_ centre: Centre, _ id: ID<Check>) async throws -> ID<Recording> {
        let row = try await centre.store.addRecording(
            to: id, filename: "session.mp4", kind: "session", original: "original.mp4", length: nil,
            now: Self.slot)
        #expect(row.path == "2026/C2026-00001/\(row.id)")
        try await centre.store.finishUpload(row.id, size: 12, now: Self.slot)
        let claimed = try await centre.store.claimRecordings(
            in: .ingesting, limit: 9, now: Self.slot, lease: { _ in .seconds(60) })
        #expect(claimed.map(\.id) == [row.id] && claimed.first?.attempts == 1)
        try await centre.store.settle(
            row.id,
            ready: .init(
                sha256: String(repeating: "a", count: 64), report: "{}",
                manifestSHA256: String(repeating: "b", count: 64), playable: nil, playableSHA256: nil),
            now: Self.slot)
        return row.id
    }

    private func session(_ centre: Centre, _ id: ID<Check>) async throws -> ID<Recording> {
        let story = try await centre.store.story(id)
        let begin = Begin(
            present: story.inspectors.map(\.id), identified: story.check.people.map(\.id),
            certificatesShown: true,
            capture: .external(attestation: "Recorder 2 runs."), clockOverride: nil)
        try await centre.accept(.begin(begin), id, at: Self.slot)
        let recording = try await record(centre, id)
        #expect(try centre.count("booking") == 12)
        try await centre.accept(.complete(transcript: "Q and A"), id, at: Self.slot.addingTimeInterval(1800))
        #expect(try centre.count("booking") == 6)
        try await centre.accept(.seal(.signed), id, at: Self.slot.addingTimeInterval(1900))
        return recording
    }

    @Test func `an application becomes a closed check, and every step is on record`() async throws {
        try await Centre.with { centre in
            let id = try await centre.issued()
            #expect(try centre.count("booking") == 12 && centre.count("draw") == 1)
            #expect(try centre.count("delivery", "state = 'pending'") == 2)
            #expect(try centre.count("party_link") == 1 && centre.count("check_inspector") == 2)
            try await serve(centre, id)
            let recording = try await session(centre, id)
            let finding = Finding(
                ruleID: "LEAD-02", text: "works elsewhere", severity: .major, person: nil,
                evidence: .init(recording: recording, from: 1, to: 2))
            let later = Self.slot.addingTimeInterval(2000)
            try await centre.accept(.review([finding]), id, at: later)
            #expect(try centre.count("finding") == 1)
            try await centre.accept(.fail(Conclusion(reason: "LEAD-02")), id, at: later)
            #expect(try centre.count("delivery", "kind = 'licensing_result'") == 0, "the decision is not served yet")
            let unserved = try await centre.store.apply(.close, to: id, by: .timer, now: later)
            guard case .refused(let service) = unserved else { throw Fault(.internal, "closed without service") }
            #expect(service.guard == .service)
            let letter = Service(arrivedAt: later, acknowledgedAt: nil, proof: .letterReceipt, note: "EMS 1023")
            try await centre.accept(.serve(letter), id, at: later)
            let early = try await centre.store.apply(.close, to: id, by: .timer, now: later)
            guard case .refused(let refusal) = early else {
                throw Fault(.internal, "closed without a receipt")
            }
            #expect(refusal.guard == .receipt)
            try await deliver(centre, id, at: later)
            let closed = try await centre.accept(.close, id, at: later)
            #expect(closed.state.name == .closed && closed.revision == 11)
            try await verify(centre, id, finding)
        }
    }

    private func deliver(_ centre: Centre, _ id: ID<Check>, at now: Date) async throws {
        let due = try await centre.store.claimDeliveries(
            of: [.licensingResult], limit: 9, lease: .seconds(60), now: now)
        let delivery = try #require(due.first)
        guard case .licensingResult(let body) = delivery.message.content else {
            throw Fault(.internal, "not a result")
        }
        let message = try CanonicalJSON.decode(ResultMessage.self, from: body)
        #expect(message.check.outcome == .fail && message.check.inspectorCertNos.count == 2)
        #expect(delivery.message.idempotencyKey == "check:C2026-00001:r1")
        try await centre.store.settle(
            delivery, .delivered(receipt: "R-1", answer: .init(status: 200, body: "{}")), retryIn: .zero,
            now: now)
        let checks = try await centre.store.claimDueChecks(limit: 9, lease: .seconds(60), now: now)
        #expect(checks.map(\.id) == [id] && checks.map(\.command) == [.close])
    }

    private func verify(_ centre: Centre, _ id: ID<Check>, _ finding: Finding) async throws {
        let story = try await centre.store.story(id)
        #expect(
            story.events.map(\.command) == [
                "request", "approve", "schedule", "issue", "acknowledge", "begin", "complete", "seal",
                "review", "fail", "serve", "close",
            ])
        guard case .closed(let closed) = story.check.state else { throw Fault(.internal, "not closed") }
        let decided = try #require(closed.ending.decided)
        #expect(decided.review.findings == [finding] && closed.ending.outcome == .fail)
        #expect(
            story.documents.map(\.kind.rawValue).sorted() == [
                "check_notice", "decision", "disposition_opinion", "evidence_manifest", "service_receipt",
                "service_receipt", "transcript",
            ])
        let manifest = try centre.database.readNow {
            try String.fetchOne($0, sql: "SELECT sha256 FROM document WHERE kind = 'evidence_manifest'")
        }
        #expect(story.check.state.sealing?.manifestSHA256 == manifest)
        try #require(story.draw).replay()
        let leaves = try await centre.store.database.auditEntries(from: 0, limit: 1000)
        for event in story.events {
            let entry = String(decoding: leaves[Int(event.leaf)].entry, as: UTF8.self)
            #expect(entry.contains("check.\(event.command)") && entry.contains(id.description))
        }
    }

    @Test func `a refused command leaves no trace, not even a used number`() async throws {
        try await Centre.with { centre in
            let id = try await centre.requested()
            let before = try await centre.database.auditCheckpoint()
            let ruling = try await centre.store.apply(.issue, to: id, by: .timer, now: Centre.opening)
            guard case .refused(let refusal) = ruling else { throw Fault(.internal, "accepted") }
            #expect(refusal.guard == .wrongState)
            #expect(try await centre.database.auditCheckpoint() == before)
            try await centre.accept(.approve, id)
            try await centre.accept(.schedule, id)
            let late = try await centre.store.apply(.issue, to: id, by: .timer, now: Self.slot)
            guard case .refused = late else { throw Fault(.internal, "issued too late") }
            #expect(try centre.count("counter", "series = 'check_notice'") == 0)
        }
    }

    @Test func `the same key and command are answered once more, another command is a conflict`() async throws {
        try await Centre.with { centre in
            let (store, id) = (centre.store, try await centre.requested())
            let head = Actor(.head, "Chen")
            _ = try await store.apply(.approve, to: id, by: head, key: "k", now: Centre.opening)
            let again = try await store.apply(.approve, to: id, by: head, key: "k", now: Centre.opening)
            guard case .repeated(let check) = again else {
                throw Fault(.internal, "not recognised: \(again)")
            }
            #expect(try check.revision == 1 && centre.count("event") == 2)
            let other = await fault {
                _ = try await store.apply(.schedule, to: id, by: .timer, key: "k", now: Centre.opening)
            }
            #expect(other?.kind == .conflict && other?.field == "Idempotency-Key")
        }
    }

    @Test func `an application received twice is one row, with other content a conflict`() async throws {
        try await Centre.with { centre in
            let first = try await centre.store.receive(try centre.application(), now: Centre.opening)
            let again = try await centre.store.receive(try centre.application(), now: Centre.opening)
            #expect(first.isNew && !again.isNew && again.id == first.id && again.check?.id == first.check?.id)
            #expect(try centre.count("application") == 1 && centre.count("check") == 1)
            let other = await fault {
                _ = try await centre.store.receive(
                    try centre.application(commitment: false), now: Centre.opening)
            }
            #expect(other?.kind == .conflict && other?.field == "application_no")
            #expect(try centre.count("application") == 1)
        }
    }

    @Test func `an upload that begins after its session ended is looked after from its start`() async throws {
        try await Centre.with { centre in
            let id = try await centre.issued()
            try await serve(centre, id)
            let story = try await centre.store.story(id)
            try await centre.accept(
                .begin(
                    Begin(
                        present: story.inspectors.map(\.id), identified: story.check.people.map(\.id),
                        certificatesShown: true, capture: .external(attestation: "Recorder 2 runs."), clockOverride: nil
                    )),
                id, at: Self.slot)
            func added() async throws -> RecordingRow {
                try await centre.store.addRecording(
                    to: id, filename: "late.webm", kind: "session", original: "original.webm", length: nil,
                    now: Self.slot)
            }
            let live = try await added()
            #expect(live.endExpectedAt == nil && live.idleBound == .seconds(10))
            try await centre.accept(.complete(transcript: "Q and A"), id, at: Self.slot.addingTimeInterval(1800))
            let late = try await added()
            #expect(late.endExpectedAt == Self.slot && late.idleBound == .seconds(60))
            #expect(try centre.count("recording", "end_expected_at IS NOT NULL AND due_at IS NOT NULL") == 2)
        }
    }

    @Test func `a sealed check takes no more footage, and an unknown one none at all`() async throws {
        try await Centre.with { centre in
            let unknown = await fault {
                _ = try await centre.store.addRecording(
                    to: .new(Centre.opening), filename: "a", kind: "session", original: "o", length: 1,
                    now: Self.slot)
            }
            #expect(unknown?.kind == .notFound && unknown?.field == "check")
            let id = try await centre.issued()
            try await serve(centre, id)
            _ = try await session(centre, id)
            let sealed = await fault {
                _ = try await centre.store.addRecording(
                    to: id, filename: "a", kind: "session", original: "o", length: 1, now: Self.slot)
            }
            #expect(sealed?.kind == .conflict)
        }
    }
}
