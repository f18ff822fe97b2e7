import Domain
import Foundation
import Store
import Testing

@Suite struct ChangeFeedTests {
    @Test func `a commit tells which check it touched, and a refused command tells nothing`() async throws {
        try await Centre.with { centre in
            let id = try await centre.requested()
            var hints = try centre.database.changes.watch().makeAsyncIterator()
            let refused = try await centre.store.apply(
                .complete(transcript: "x"), to: id, by: Actor(.inspector, "test"), now: Centre.opening)
            guard case .refused = refused else { throw Fault(.internal, "it was not refused") }
            try await centre.accept(.approve, id)
            let hint = try #require(await hints.next())
            #expect(hint.checks == [id.description] && hint.tables == ["check"] && !hint.everything)
        }
    }

    @Test func `a delivery names its check`() async throws {
        try await Centre.with { centre in
            let id = try await centre.issued()
            var hints = try centre.database.changes.watch().makeAsyncIterator()
            _ = try await centre.store.claimDeliveries(
                of: [.noticeMail], limit: 1, lease: .seconds(60), now: Centre.opening)
            #expect(await hints.next()?.checks == [id.description])
        }
    }

    @Test func `a reader that is slow is told in the end that everything may have changed`() async throws {
        try await Centre.with { centre in
            var hints = try centre.database.changes.watch().makeAsyncIterator()
            for number in 1...40 { _ = try await centre.requested("SQ-\(number)") }
            var (told, everything) = (0, false)
            while !everything, told < 40, let hint = await hints.next() {
                told += 1
                everything = hint.everything
            }
            #expect(everything && told < 40)
        }
    }

    @Test func `only so many watch, and whoever leaves makes room`() async throws {
        let feed = ChangeFeed(bound: 2)
        let first = try feed.watch()
        do {
            let second = try feed.watch()
            #expect(await fault { _ = try feed.watch() }?.kind == .unavailable)
            withExtendedLifetime(second) {}
        }
        #expect(feed.watching == 1)
        _ = try feed.watch()
        withExtendedLifetime(first) {}
    }
}
