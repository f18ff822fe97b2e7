import Domain
import Foundation
import GRDB
import Store
import Testing

@Suite struct BookingTests {
    @Test func `two checks cannot have the same station or person for the same quarter`() async throws {
        try await Centre.with { centre in
            let (one, two) = (try await centre.requested("SQ-1"), try await centre.requested("SQ-2"))
            let book = "INSERT INTO booking (resource, quantum, check_id) VALUES"
            try await centre.execute("\(book) ('station:s', 100, '\(one)')")
            await #expect(throws: Fault.self) {
                try await centre.execute("\(book) ('station:s', 99, '\(two)'), ('station:s', 100, '\(two)')")
            }
            #expect(try centre.count("booking") == 1)
            try await centre.execute("\(book) ('station:s', 101, '\(two)'), ('inspector:i', 100, '\(two)')")
            #expect(try centre.count("booking") == 3)
        }
    }

    @Test func `forty checks scheduled at once on one station never overlap`() async throws {
        try await Centre.with { centre in
            var ids: [ID<Check>] = []
            for number in 1...40 { ids.append(try await centre.requested("SQ-\(number)")) }
            let checks = try await withThrowingTaskGroup(of: Check.self) { group in
                for id in ids {
                    group.addTask {
                        try await centre.accept(.approve, id)
                        return try await centre.accept(.schedule, id)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let slots = checks.compactMap { check -> Scheduled? in
                if case .scheduled(let scheduled) = check.state { scheduled } else { nil }
            }.sorted { $0.start < $1.start }
            #expect(slots.count == 40 && Set(slots.map(\.stationID)).count == 1)
            for (one, next) in zip(slots, slots.dropFirst()) { #expect(one.end <= next.start) }
            #expect(try centre.count("booking") == 40 * 12)
            for scheduled in slots { #expect(Set(scheduled.inspectorIDs).count == 2) }
            let links = try centre.database.readNow {
                try Int.fetchOne($0, sql: "SELECT count(DISTINCT json_extract(record, '$.link')) FROM draw")
            }
            #expect(links == 40)
        }
    }
}
