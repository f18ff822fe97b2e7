import Domain
import Foundation
import Store
import Testing

@Suite struct QueueTests {
    @Test func `what is due first stands first, page by page, and what is closed is not in the queue`() async throws {
        try await Centre.with { centre in
            var ids: [ID<Check>] = []
            for number in 1...5 { ids.append(try await centre.requested("SQ-\(number)")) }
            let day = 86_400_000
            for (index, offset) in [3, -4, 7, 0, 9].enumerated() {
                try await centre.execute(
                    "UPDATE \"check\" SET deadline_at = deadline_at + \(offset * day) WHERE id = '\(ids[index])'")
            }
            var filter = CheckFilter()
            filter.limit = 2
            var seen: [ID<Check>] = []
            repeat {
                let page = try await centre.store.queue(filter)
                #expect(page.lines.count <= 2)
                seen += page.lines.map(\.check.id)
                filter.after = page.next
            } while filter.after != nil
            #expect(seen == [ids[1], ids[3], ids[0], ids[2], ids[4]])
            filter = CheckFilter()
            filter.text = "SQ-3"
            #expect(try await centre.store.queue(filter).lines.map(\.check.id) == [ids[2]])
            #expect(try await centre.store.closedChecks(CheckFilter()).lines.isEmpty)
            #expect(try await centre.store.checkCounts() == [.requested: 5])
        }
    }

    @Test func `a cursor that is none of ours is named`() async throws {
        try await Centre.with { centre in
            var filter = CheckFilter()
            filter.after = "chk_nonsense"
            let wrong = filter
            #expect(await fault { _ = try await centre.store.queue(wrong) }?.field == "cursor")
        }
    }

    @Test func `what stops the timer is kept with its rule, until the check moves on`() async throws {
        try await Centre.with { centre in
            let id = try await centre.requested()
            try await centre.accept(.approve, id)
            try await centre.store.postpone(
                id, because: "no slot", guardName: .slot, until: Centre.opening, now: Centre.opening)
            let line = try #require(try await centre.store.queue(CheckFilter()).lines.first)
            #expect(line.blocked?.guardName == .slot && line.blocked?.reason == "no slot")
            try await centre.accept(.schedule, id)
            #expect(try await centre.store.queue(CheckFilter()).lines.first?.blocked == nil)
        }
    }

    @Test func `a week's book holds its sessions with station and inspectors, and no other week's`() async throws {
        try await Centre.with { centre in
            let id = try await centre.issued()
            let booking = try #require(try await centre.store.story(id).check.state.booking)
            // The first free slot is on Friday 2026-03-06.
            let week = try await centre.store.booked(from: try Day("2026-03-02"), days: 7)
            let session = try #require(week.sessions.first)
            #expect(week.sessions.count == 1 && session.check == id && session.stationID == booking.stationID)
            #expect(session.inspectorIDs == booking.inspectorIDs && session.inspectorIDs.count == 2)
            let weekend: Set = [try Day("2026-03-07"), try Day("2026-03-08")]
            #expect(week.working.count == 5 && week.off == weekend)
            #expect(try await centre.store.booked(from: try Day("2026-03-09"), days: 7).sessions.isEmpty)
        }
    }

    @Test func `a check's documents are listed without their bytes`() async throws {
        try await Centre.with { centre in
            let documents = try await centre.store.story(centre.issued()).documents
            #expect(documents.map(\.kind) == [.checkNotice])
            let whole = try await centre.store.document(try #require(documents.first).id)
            #expect(whole.sha256 == documents.first?.sha256)
        }
    }
}
