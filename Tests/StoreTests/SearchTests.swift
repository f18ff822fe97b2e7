import Domain
import Foundation
import GRDB
import Testing

@testable import Store

/// Finding: what the index answers is what plain reading finds, no more and no less.
@Suite struct SearchTests {
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) ^ (state << 31)
        }
    }

    /// An index in memory, as the schema declares it.
    private func index(_ texts: [String]) throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try queue.write { db in
            try db.execute(
                sql: "CREATE VIRTUAL TABLE search USING fts5(words, content = '', columnsize = 0, tokenize = 'ascii')")
            let insert = try db.makeStatement(sql: "INSERT INTO search (rowid, words) VALUES (?, ?)")
            for (place, text) in texts.enumerated() {
                try insert.execute(arguments: [place, SearchText.pieces(text)])
            }
        }
        return queue
    }

    private func found(_ question: String, _ queue: DatabaseQueue) throws -> [Int] {
        guard let phrase = SearchText.question(question) else { return [] }
        return try queue.read {
            try Int.fetchAll(
                $0, sql: "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", arguments: [phrase])
        }
    }

    @Test func `the index finds exactly what plain reading finds, whatever is asked`() throws {
        var random = Numbers(state: 20_261_126)
        let letters = Array("王伟小明华电abC1２0-（ \n王a")
        let texts = (0..<800).map { _ in
            String(
                (0..<Int.random(in: 0...14, using: &random)).map { _ in letters.randomElement(using: &random) ?? "王" })
        }
        let queue = try index(texts)
        for _ in 0..<700 {
            let asked = String(
                (0..<Int.random(in: 0...5, using: &random)).map { _ in letters.randomElement(using: &random) ?? "王" })
            let read = texts.indices.filter { SearchText.contains(texts[$0], asked) }
            let answer = try found(asked, queue)
            let (missed, wrong) = (read.first { !answer.contains($0) }, answer.first { !read.contains($0) })
            #expect(
                answer == read,
                "asked for \"\(asked)\": missed \(missed.map { texts[$0] } ?? "none"), wrong \(wrong.map { texts[$0] } ?? "none")"
            )
        }
    }

    /// Names of two, three and six characters over 100,000 checks.
    @Test func `over a hundred thousand checks nobody is missed`() throws {
        var random = Numbers(state: 7)
        let surnames = Array("王李张刘陈杨黄赵周吴欧阳司马")
        let given = Array("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华")
        func name() -> String {
            let length = [1, 2, 2, 5].randomElement(using: &random) ?? 2
            return String([surnames.randomElement(using: &random) ?? "王"])
                + String((0..<length).map { _ in given.randomElement(using: &random) ?? "伟" })
        }
        let texts = (0..<100_000).map { number in "C2026-\(number)\n第\(number % 700)电力有限公司\n\(name())" }
        let queue = try index(texts)
        let names = texts.map { $0.split(separator: "\n")[2] }
        for length in [2, 3, 6] {
            let known = names.filter { $0.count == length }
            for _ in 0..<12 {
                let asked = String(known.randomElement(using: &random) ?? "")
                let read = texts.indices.filter { names[$0].contains(asked) }
                let answer = try found(asked, queue)
                #expect(answer == read && !answer.isEmpty, "\(asked): \(answer.count) of \(read.count)")
            }
        }
    }

    @Test func `a number that is kept sealed is in no text that can be searched`() {
        let said = "身份证 11010519491231002X 已核，合同 HT-2026-0017；1101051949123100２X"
        let kept = SearchIndex.withoutSealedNumbers(said)
        #expect(kept == "身份证  已核，合同 HT-2026-0017；1101051949123100２X")
        #expect(SearchIndex.withoutSealedNumbers("91350100M000100Y43").count == 18)
    }

    @Test func `a check is found by its numbers, its people, its inspectors, its papers and its footage`() async throws
    {
        try await Centre.with { centre in
            let id = try await centre.issued()
            let story = try await centre.store.story(id)
            _ = try await centre.store.addRecording(
                to: id, filename: "核查现场 录像.mp4", kind: "session", original: "original.mp4", length: nil,
                now: Centre.opening)
            let notice = try #require(story.documents.first)
            let inspector = try #require(story.inspectors.first)
            let person = try #require(story.check.people.first)
            for (asked, kind) in [
                (story.check.checkNo, "check"), ("test power", "check"), ("SQ-1", "check"),
                (String(story.check.uscc.dropFirst(4).prefix(6)), "check"), (person.name, "person"),
                (inspector.name, "inspector"), (notice.number, "document"), ("现场 录像", "recording"),
            ] {
                let hits = try await centre.store.search(asked, SearchFilter())
                #expect(hits.contains { $0.kind == kind && $0.check == id }, "\(asked) as \(kind): \(hits.map(\.text))")
            }
            for sealed in [Centre.idNumber, Centre.certificateNo, "nobody at all"] {
                #expect(try await centre.store.search(sealed, SearchFilter()).isEmpty)
            }
            #expect(await fault { _ = try await centre.store.search("  ", SearchFilter()) }?.kind == .invalid)
            var filter = CheckFilter()
            filter.text = "power"
            #expect(try await centre.store.checks(filter).map(\.id) == [id])
            filter.text = notice.number
            #expect(try await centre.store.checks(filter).isEmpty, "a list of checks is found by the check's own names")
            filter.text = "\u{3000}"
            #expect(try await centre.store.checks(filter).isEmpty)
            var report = Fsck()
            try centre.store.fsckDatabase(&report)
            #expect(report.problems == [])
            try await centre.execute("DELETE FROM search_entry WHERE kind = 'document'")
            report = Fsck()
            try centre.store.fsckDatabase(&report)
            #expect(report.problems.contains { $0.contains("full-text index") })
        }
    }

    @Test func `filters and pages keep to what was asked for`() async throws {
        try await Centre.with { centre in
            for number in 1...7 { _ = try await centre.requested("SQ-\(number)") }
            var filter = SearchFilter()
            filter.limit = 3
            var seen: [Int64] = []
            while true {
                let page = try await centre.store.search("Fuzhou", filter)
                seen += page.map(\.entry)
                guard let last = page.last else { break }
                filter.after = last.entry
            }
            #expect(seen.count == 7 && seen == seen.sorted(by: >))
            filter = SearchFilter()
            filter.source = .doubleRandom
            #expect(try await centre.store.search("Fuzhou", filter).isEmpty)
            filter = SearchFilter()
            filter.until = Centre.opening
            #expect(try await centre.store.search("Fuzhou", filter).isEmpty)
            filter.until = nil
            filter.from = Centre.opening
            #expect(try await centre.store.search("Fuzhou", filter).count == 7)
            filter.outcome = .pass
            #expect(try await centre.store.search("Fuzhou", filter).isEmpty)
        }
    }
}
