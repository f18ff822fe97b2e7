import Domain
import Foundation
import GRDB
import Store
import Testing

/// What stands beside a check's row: answers, verdicts, added evidence, scans, on a real database.
@Suite struct DossierTests {
    private static let slot = Centre.opening.addingTimeInterval(47 * 3600)

    private func served(_ centre: Centre) async throws -> ID<Check> {
        let id = try await centre.issued()
        let service = Service(
            arrivedAt: Centre.opening + 60, acknowledgedAt: nil, proof: .signedReceipt, note: "Receipt 7, Li")
        try await centre.accept(.serve(service), id, at: Centre.opening + 120)
        return id
    }

    private func begin(_ centre: Centre, _ id: ID<Check>) async throws {
        let story = try await centre.store.story(id)
        try await centre.accept(
            .begin(
                Begin(
                    present: story.inspectors.map(\.id), identified: story.check.people.map(\.id),
                    certificatesShown: true, capture: .external(attestation: "Recorder 2 runs."), clockOverride: nil)),
            id, at: Self.slot)
    }

    @discardableResult
    private func record(_ centre: Centre, _ id: ID<Check>, kind: String = "session") async throws -> ID<Recording> {
        let row = try await centre.store.addRecording(
            to: id, filename: "a.mp4", kind: kind, original: "original.mp4", length: nil, now: Self.slot)
        try await centre.store.finishUpload(row.id, size: 12, now: Self.slot)
        try await centre.store.settle(
            row.id,
            ready: .init(
                sha256: String(repeating: kind == "session" ? "a" : "d", count: 64), report: "{}",
                manifestSHA256: String(repeating: "b", count: 64), playable: nil, playableSHA256: nil),
            now: Self.slot)
        return row.id
    }

    private func sealed(_ centre: Centre) async throws -> ID<Check> {
        let id = try await served(centre)
        try await begin(centre, id)
        try await record(centre, id)
        try await centre.accept(.complete(transcript: "Q and A"), id, at: Self.slot + 1800)
        try await centre.accept(.seal(.signed), id, at: Self.slot + 1900)
        return id
    }

    private func fsck(_ centre: Centre) throws -> [String] {
        var report = Fsck()
        try centre.store.fsckDatabase(&report)
        return report.problems
    }

    private func answer(
        _ item: ChecklistItem, _ word: ChecklistAnswer = .yes, reason: String = "", at seconds: Double = 60
    ) -> Marker {
        Marker(
            kind: .answer, person: item.person, item: item.item, answer: word, reason: reason, recording: nil,
            from: nil, to: nil, at: Self.slot + seconds, by: Actor(.inspector, "a"))
    }

    @Test func `a session ends once its frozen items are answered, and fsck holds the answers to their digest`()
        async throws
    {
        try await Centre.with(asks: true) { centre in
            let id = try await served(centre)
            try await begin(centre, id)
            let items = try #require(try await centre.store.story(id).checklist).sheet.items
            let early = try await centre.store.apply(
                .complete(transcript: "Q"), to: id, by: Actor(.inspector, "a"), now: Self.slot + 90)
            guard case .refused(let refusal) = early else { throw Fault(.internal, "completed without answers") }
            #expect(refusal.guard == .checklist && refusal.text.contains("Wang Wei: ROOM-01"))
            for item in items {
                guard
                    case .accepted(let row) = try await centre.store.mark(
                        answer(item), on: id, key: "k-\(item.item)", now: Self.slot + 60)
                else { throw Fault(.internal, "\(item.item) was refused") }
                #expect(row.marker.from == 60 && row.marker.recording == nil, "since the session's begin")
            }
            guard
                case .repeated = try await centre.store.mark(
                    answer(items[0]), on: id, key: "k-\(items[0].item)", now: Self.slot + 61)
            else { throw Fault(.internal, "the same key was not known") }
            let reused = await fault {
                _ = try await centre.store.mark(
                    self.answer(items[0], .no), on: id, key: "k-\(items[0].item)", now: Self.slot + 61)
            }
            #expect(reused?.kind == .conflict)
            // A later answer takes the place of the earlier one; both stay.
            _ = try await centre.store.mark(answer(items[0], .unclear, at: 70), on: id, now: Self.slot + 70)
            #expect(try centre.count("marker") == items.count + 1)
            let told = try #require(try await centre.store.story(id).checklist)
            #expect(told.answered[0].answer?.answer == .unclear)
            try await centre.accept(.complete(transcript: "Q"), id, at: Self.slot + 1800)
            #expect(try fsck(centre) == [])
            await #expect(throws: (any Error).self) { try await centre.execute("UPDATE marker SET body = '{}'") }
            try await centre.execute("DROP TRIGGER marker_stays")
            try await centre.execute("UPDATE marker SET body = replace(body, 'unclear', 'yes')")
            let found = try fsck(centre)
            #expect(found.contains { $0.contains("not the one in the audit log") })
            #expect(found.contains { $0.contains("not those of its transcript") })
        }
    }

    @Test func `a newer checklist file does not reach a session, and another session is frozen anew`() async throws {
        try await Centre.with(asks: true) { centre in
            let id = try await served(centre)
            try await begin(centre, id)
            #expect(try centre.count("checklist") == 1)
            try await centre.execute("DROP TRIGGER checklist_item_stays")
            try await centre.execute("UPDATE checklist_item SET body = replace(body, 'ROOM-01', 'ROOM-99')")
            #expect(try fsck(centre).contains { $0.contains("not the one that its begin froze") })
        }
    }

    @Test func `nobody reads the first verdict before the second is in`() async throws {
        try await Centre.with(verdicts: 2) { centre in
            let id = try await sealed(centre)
            let inspectors = try await centre.store.story(id).inspectors.map(\.id)
            let finding = Finding(
                ruleID: "LEAD-02", text: "works elsewhere", severity: .major, person: nil, evidence: nil)
            let first = InspectorVerdict(
                inspector: inspectors[0], verdict: .fail, findings: [finding], reason: "clearly so")
            let before = try await centre.store.story(id).check.revision
            let applied = try await centre.store.apply(
                .verdict(first), to: id, by: Actor(.inspector, "a"), key: "v1", now: Self.slot + 2000)
            guard case .accepted(let check) = applied else { throw Fault(.internal, "\(applied)") }
            #expect(check.state.name == .sealed && check.revision == before + 1)
            let everything = try dump(centre)
            for secret in ["clearly so", "works elsewhere", "LEAD-02"] {
                #expect(!everything.contains(secret), "\(secret) can be read")
            }
            // A request's plain digest would let a guess be tried.
            let plain = Data("\(id)|\(CheckCommand.verdict(first))|\(Actor(.inspector, "a"))".utf8).sha256Hex
            #expect(try centre.count("idempotency", "request_sha256 = '\(plain)'") == 0)
            #expect(try await centre.store.story(id).verdicts.lines.first?.revealed == nil)
            #expect(try centre.count("document", "kind = 'disposition_opinion'") == 0)
            #expect(try fsck(centre) == [])

            let second = InspectorVerdict(inspector: inspectors[1], verdict: .pass, findings: [], reason: "explained")
            let reviewed = try await centre.accept(.verdict(second), id, at: Self.slot + 2100)
            #expect(reviewed.state.review?.findings == [finding])
            let told = try await centre.store.story(id).verdicts
            #expect(told.agreed == false && told.lines.compactMap(\.revealed).map(\.verdict) == [first, second])
            #expect(try fsck(centre) == [])
            await #expect(throws: (any Error).self) { try await centre.execute("UPDATE verdict SET statement = '{}'") }
            try await centre.execute("DROP TRIGGER verdict_stays")
            try await centre.execute("UPDATE verdict SET statement = replace(statement, 'fail', 'pass')")
            #expect(try fsck(centre).contains { $0.contains("not what was committed to") })
        }
    }

    /// Every text of every row that a reader of the database finds.
    private func dump(_ centre: Centre) throws -> String {
        try centre.database.readNow { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'search'")
            return try tables.flatMap { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \"\(table)\"").flatMap { row in
                    row.databaseValues.map { value in
                        switch value.storage {
                        case .blob(let bytes): String(decoding: bytes, as: UTF8.self)
                        default: "\(value)"
                        }
                    }
                }
            }.joined(separator: "\n")
        }
    }

    @Test func `footage after the seal makes a new revision, and what comes beside the course keeps the timers`()
        async throws
    {
        try await Centre.with { centre in
            let id = try await sealed(centre)
            let late = await fault { try await self.record(centre, id) }
            #expect(late?.kind == .conflict && late?.message.contains("addendum") == true)
            try await record(centre, id, kind: "addendum")
            try await centre.execute("UPDATE \"check\" SET due_at = 5")
            try await centre.accept(.addend(reason: "The backup card."), id, at: Self.slot + 3000)
            #expect(try centre.count("check", "due_at = 5") == 1)
            #expect(try centre.count("document", "kind = 'evidence_manifest'") == 2)
            try await centre.accept(.review([]), id, at: Self.slot + 3100)
            try await centre.accept(.pass(Conclusion(reason: "In order.")), id, at: Self.slot + 3200)
            let digest = try centre.database.readNow {
                try String.fetchOne($0, sql: "SELECT sha256 FROM document WHERE number LIKE '%-M2'")
            }
            let due = try await centre.store.claimDeliveries(
                of: [.licensingResult], limit: 9, lease: .seconds(60), now: Self.slot + 3300)
            guard case .licensingResult(let body)? = due.first?.message.content else {
                throw Fault(.internal, "no result")
            }
            let named = try #require(digest)
            #expect(String(decoding: body, as: UTF8.self).contains(named))
            #expect(try fsck(centre) == [])
        }
    }

    @Test func `a scan becomes the official copy, and a second one takes its place with a reason`() async throws {
        try await Centre.with { centre in
            let id = try await centre.issued()
            let notice = try #require(try await centre.store.story(id).documents.first)
            func scan(_ reason: String, _ more: UInt8) throws -> CheckCommand {
                .fileScan(try FileScan(document: notice.id, bytes: Data("%PDF-1".utf8) + [more], reason: reason))
            }
            try await centre.accept(scan("", 1), id)
            let again = try await centre.store.apply(
                scan("", 2), to: id, by: Actor(.registrar, "r"), now: Centre.opening)
            guard case .refused(let refusal) = again else { throw Fault(.internal, "replaced without a reason") }
            #expect(refusal.guard == .reason)
            try await centre.accept(scan("The stamp was blurred.", 2), id)
            let documents = try await centre.store.story(id).documents
            let scans = documents.filter { $0.scanOf == notice.id }
            #expect(scans.map(\.number) == ["\(notice.number)-S1", "\(notice.number)-S2"])
            #expect(documents.first?.officialCopy == scans.last?.id)
            #expect(try await centre.store.document(scans[1].id).mediaType == "application/pdf")
            #expect(try fsck(centre) == [])
        }
    }
}
