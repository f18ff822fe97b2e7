import Domain
import Foundation
import Store
import Testing

@testable import Recordings

/// The watched folder, pass by pass.
@Suite struct WatchFolderTests {
    @Test func `a sidecar that two files share goes with the last of them`() async throws {
        try await Archive.with { archive in
            for name in ["film.mp4", "film.jpg"] { try archive.write("bytes of \(name)", to: "incoming/\(name)") }
            try archive.write("{\"check\": \"\(archive.checkNo)\"}", to: "incoming/film.json")
            _ = try await archive.watcher().pass(now: Date())
            let rows = [try await archive.row("film.mp4"), try await archive.row("film.jpg")]
            #expect(rows.allSatisfy { $0.state == .taken && $0.movedTo != nil })
            #expect(!archive.exists("incoming/film.json"), "it would name a check for the next film.mp4")
            // And it stays while one of them does.
            for name in ["other.mp4", "other.jpg"] { try archive.write("", to: "incoming/\(name)") }
            try archive.write("bytes of another", to: "incoming/other.mp4")
            try archive.write("{\"check\": \"\(archive.checkNo)\"}", to: "incoming/other.json")
            _ = try await archive.watcher().pass(now: Date())
            #expect(!archive.exists("incoming/other.mp4") && archive.exists("incoming/other.json"))
        }
    }

    @Test func `a file that grew after it was taken returns with its sidecar, and overwrites nothing`() async throws {
        try await Archive.with { archive in
            for name in ["a", "b"] {
                try archive.write("\(name)\(name)", to: "incoming/\(name).mp4")
                try archive.write("{\"check\": \"\(archive.checkNo)\"}", to: "incoming/\(name).mp4.json")
            }
            let watcher = archive.watcher()
            _ = try await watcher.pass(now: Date())
            let (a, b) = (try await archive.row("a.mp4"), try await archive.row("b.mp4"))
            for row in [a, b] {
                let place = try #require(row.movedTo)
                let writer = try #require(FileHandle(forWritingAtPath: "\(archive.incoming)/\(place)"))
                try writer.seekToEnd()
                try writer.write(contentsOf: Data("and more".utf8))
                try writer.close()
            }
            try archive.write("a new film", to: "incoming/b.mp4")
            try await watcher.lookBack(now: Date())
            #expect(archive.read("incoming/a.mp4") == "aaand more" && archive.exists("incoming/a.mp4.json"))
            #expect(archive.read("incoming/b.mp4") == "a new film")
            #expect(!archive.exists("incoming/b.mp4.json"), "it tells of the film that could not return")
            let place = try #require(b.movedTo)
            #expect(archive.read("incoming/\(place)") == "bband more")
        }
    }

    @Test func `what a person decided of a file does not pass to another that replaces it`() async throws {
        try await Archive.with { archive in
            let path = try archive.write("one", to: "incoming/film.mp4")
            _ = try await archive.watcher().pass(now: Date())
            let first = try await archive.row("film.mp4")
            let waiting = archive.watcher(quiet: .seconds(3600))
            _ = try await archive.store.assignIncoming(
                first.id, to: archive.check, kind: "session", by: Actor(.registrar, "test"), now: Date())
            // Another file, moved over the first as recorders do.
            try archive.write("another", to: "incoming/.film.mp4.part")
            #expect(rename("\(archive.incoming)/.film.mp4.part", path) == 0)
            _ = try await waiting.pass(now: Date())
            let second = try await archive.row("film.mp4")
            #expect(second.id != first.id && second.origin == nil && second.check == nil)
            let old = try await archive.store.incoming(first.id)
            #expect(old.state == .gone && !old.isPresent && old.origin == .person)
        }
    }

    @Test func `a settled file that stays is known again when its mount comes back`() async throws {
        try await Archive.with { archive in
            try archive.write("no film", to: "incoming/litter.txt")
            _ = try await archive.watcher().pass(now: Date())
            let row = try await archive.row("litter.txt")
            _ = try await archive.store.dismissIncoming(
                row.id, because: "none", by: Actor(.registrar, "test"), now: Date())
            let sighting = CheckStore.Sighting(path: row.path, shown: row.shown, identity: row.identity)
            try await archive.store.sight(new: [], changed: [], vanished: [row.id], now: Date())
            #expect(try await archive.store.incoming(row.id).isPresent == false)
            try await archive.store.sight(new: [sighting], changed: [], vanished: [], now: Date())
            let back = try await archive.row("litter.txt")
            #expect(back.id == row.id && back.isPresent && back.state == .dismissed)
        }
    }

    @Test func `a file that makes trouble holds up no other, and is an alert when it goes on`() async throws {
        try await Archive.with { archive in
            for name in ["bad", "good"] {
                try archive.write("bytes of \(name)", to: "incoming/\(archive.checkNo) \(name).mp4")
            }
            _ = try await archive.watcher(quiet: .seconds(3600)).pass(now: Date())
            let bad = try await archive.row("\(archive.checkNo) bad.mp4")
            // Its copy has no place to go.
            try archive.write("", to: "footage/.incoming/\(bad.id)/in the way")
            let (watcher, before) = (archive.watcher(), ContinuousClock.now)
            _ = try await watcher.pass(now: Date())
            #expect(try await archive.row("\(archive.checkNo) good.mp4").state == .taken)
            let failed = try await archive.store.incoming(bad.id)
            guard case .copyFailed = failed.reason else { throw Fault(.internal, "\(failed.reason as Any)") }
            #expect(watcher.memory.restsAfterFailure(failed, at: before) != nil && watcher.memory.failing().isEmpty)
            for _ in 0..<2 { _ = watcher.failed(failed, Fault(.unavailable, "again")) }
            try await watcher.alertPeople(now: Date())
            let alerts = try await archive.store.openAlerts().rows.map(\.alert)
            #expect(alerts == [Alert(.incomingUnreadable, subject: bad.shown, reason: "again")])
            watcher.memory.recovered(bad.id)
            try await watcher.alertPeople(now: Date())
            #expect(try await archive.store.openAlerts().rows.isEmpty)
        }
    }

    @Test func `a copy left unfinished that cannot be gone on with does not end the pass`() async throws {
        try await Archive.with { archive in
            try archive.write("stuck", to: "incoming/\(archive.checkNo) stuck.mp4")
            _ = try await archive.watcher(quiet: .seconds(3600)).pass(now: Date())
            let row = try await archive.row("\(archive.checkNo) stuck.mp4")
            let claimed = try #require(
                try await archive.store.claimIncoming(
                    row.id, for: archive.check, kind: "session", origin: .name, sidecar: nil, now: Date()))
            _ = try await archive.store.judgeCopy(
                claimed, sha256: String(repeating: "a", count: 64), size: 5, now: Date())
            try archive.write("", to: "footage/.incoming/\(row.id)/in the way")
            try archive.write("another", to: "incoming/\(archive.checkNo) next.mp4")
            let (watcher, before) = (archive.watcher(), ContinuousClock.now)
            _ = try await watcher.pass(now: Date())
            let stuck = try await archive.row("\(archive.checkNo) stuck.mp4")
            #expect(stuck.state == .copying && watcher.memory.restsAfterFailure(stuck, at: before) != nil)
            #expect(try await archive.row("\(archive.checkNo) next.mp4").state == .taken)
        }
    }

    @Test func `failures rest longer each time, and not once the file is another`() async throws {
        try await Archive.with { archive in
            try archive.write("film", to: "incoming/film.mp4")
            _ = try await archive.watcher().pass(now: Date())
            let row = try await archive.row("film.mp4")
            let (memory, now) = (FolderMemory(), ContinuousClock.now)
            let rests = (0..<10).map { _ in memory.failed(row, "again", at: now) }
            #expect(rests == rests.sorted() && rests[0] == .seconds(5) && rests[9] == .seconds(600))
            #expect(memory.restsAfterFailure(row, at: now + .seconds(1)) != nil)
            #expect(memory.restsAfterFailure(row, at: now + .seconds(601)) == nil)
            try archive.write("a longer film", to: "incoming/film.mp4")
            _ = try await archive.watcher().pass(now: Date())
            #expect(memory.restsAfterFailure(try await archive.row("film.mp4"), at: now) == nil)
        }
    }

    @Test func `an upload of the same size in ingest is waited for without a copy`() async throws {
        try await Archive.with { archive in
            _ = try await archive.uploaded("1234")
            try archive.write("5678", to: "incoming/\(archive.checkNo).mp4")
            _ = try await archive.watcher().pass(now: Date())
            let row = try await archive.row("\(archive.checkNo).mp4")
            #expect(row.state == .waiting && row.reason == .twinInIngest && row.folder == nil)
            #expect(!archive.exists("footage/\(WatchFolder.stagingFolder)"))
        }
    }

    @Test func `the newest files have alerts of their own, and the rest one together`() async throws {
        try await Archive.with { archive in
            for index in 10..<23 { try archive.write("\(index)", to: "incoming/unplaced \(index).mp4") }
            let watcher = archive.watcher()
            _ = try await watcher.pass(now: Date())
            let alerts = try await archive.store.openAlerts().rows.map(\.alert)
            #expect(alerts.count == 11 && alerts.allSatisfy { $0.kind == .incomingUnassigned })
            let summary = try #require(alerts.first { $0.subject == archive.incoming })
            #expect(summary.detail["count"] == .int(13))
            let newest = try await archive.store.incoming(newestFirst: true, limit: 10).map(\.shown)
            #expect(Set(alerts.map(\.subject)) == Set(newest + [archive.incoming]))
        }
    }
}
