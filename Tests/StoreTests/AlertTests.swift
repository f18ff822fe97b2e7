import Domain
import Foundation
import Store
import Testing

@Suite struct AlertTests {
    private static let now = Centre.opening

    @Test func `an alert that is raised again stays one, with its first time and its newest detail`() async throws {
        try await Centre.with { centre in
            let first = try await centre.store.raise(
                Alert(.deliveryHeld, subject: "dlv_1", reason: "old"), now: Self.now)
            let again = try await centre.store.raise(
                Alert(.deliveryHeld, subject: "dlv_1", reason: "new"), now: Self.now.addingTimeInterval(60))
            let other = try await centre.store.raise(Alert(.deliveryHeld, subject: "dlv_2"), now: Self.now)
            #expect(first && !again && other)
            let rows = try await centre.store.openAlerts().rows
            let row = try #require(rows.first { $0.alert.subject == "dlv_1" })
            #expect(rows.count == 2 && row.count == 2 && row.since == Self.now)
            #expect(row.lastSeen == Self.now.addingTimeInterval(60))
            #expect(row.alert.detail == ["reason": "new"])
        }
    }

    @Test func `a cleared alert is history, and the next one of its kind is a new one`() async throws {
        try await Centre.with { centre in
            let alert = Alert(.diskLow, subject: "/srv")
            try await centre.store.raise(alert, now: Self.now)
            #expect(try await centre.store.clear(kind: .diskLow, subject: "/srv", now: Self.now))
            #expect(try await !centre.store.clear(kind: .diskLow, subject: "/srv", now: Self.now))
            #expect(try await centre.store.openAlerts().rows.isEmpty)
            #expect(try await centre.store.raise(alert, now: Self.now.addingTimeInterval(5)))
            #expect(try centre.count("alert") == 2)
        }
    }

    @Test func `keeping kinds at what stands raises, clears, and leaves other kinds alone`() async throws {
        try await Centre.with { centre in
            let store = centre.store
            try await store.raise(Alert(.backupFailed, subject: "backup"), now: Self.now)
            try await store.raise(Alert(.diskLow, subject: "/a"), now: Self.now)
            try await store.raise(Alert(.diskLow, subject: "/b"), now: Self.now)
            try await store.keep(
                [.diskLow, .clockOverdue],
                at: [
                    Alert(.diskLow, subject: "/b"), Alert(.clockOverdue, subject: "chk_1"),
                    Alert(.loopLate, subject: "x"),
                ],
                now: Self.now)
            let open = try await store.openAlerts().rows
            #expect(Set(open.map(\.alert.subject)) == ["backup", "/b", "chk_1"])
            #expect(open.map(\.alert.severity) == [.critical, .critical, .warning], "the worst comes first")
        }
    }

    @Test func `open alerts come a page at a time, the gravest first, with how many there are`() async throws {
        try await Centre.with { centre in
            for number in 1...7 {
                try await centre.store.raise(
                    Alert(number == 7 ? .diskLow : .deliveryHeld, subject: "s\(number)"),
                    now: Self.now.addingTimeInterval(Double(number)))
            }
            let first = try await centre.store.openAlerts(limit: 3)
            #expect(first.count == 7 && first.rows.map(\.alert.subject) == ["s7", "s1", "s2"])
            let second = try await centre.store.openAlerts(skipping: 3, limit: 3)
            #expect(second.rows.map(\.alert.subject) == ["s3", "s4", "s5"])
            _ = try await centre.store.acknowledgeAlert(first.rows[0].id, by: Actor(.registrar, "x"), now: Self.now)
            let unknown = try await centre.store.openAlerts(unknown: true, limit: 1)
            #expect(unknown.count == 6 && unknown.rows.map(\.alert.subject) == ["s1"])
        }
    }

    @Test func `fifty who raise the same at once open one alert`() async throws {
        try await Centre.with { centre in
            let new = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await centre.store.raise(Alert(.mailFailing, subject: "m"), now: Self.now) }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(new == 1)
            #expect(try await centre.store.openAlerts().rows.map(\.count) == [50])
        }
    }

    @Test func `every kind has its words in both languages`() {
        for kind in Alert.Kind.allCases {
            for language in Contact.Language.allCases {
                #expect(!kind.title(language).isEmpty && !kind.advice(language).isEmpty)
            }
        }
        for language in Contact.Language.allCases {
            #expect(Set(Alert.Kind.allCases.map { $0.title(language) }).count == Alert.Kind.allCases.count)
        }
    }
}
