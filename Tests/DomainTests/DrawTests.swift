import Domain
import Foundation
import Testing

@Suite struct DrawTests {
    private static let root = Data((0..<32).map { UInt8($0) })

    private func roster(_ candidates: [String] = ["检-003", "C-002", "C-001", "C-010"]) throws -> Roster {
        try Roster(
            batch: "C2026-00017", kind: .inspector, candidates: candidates,
            exclusions: [.init(key: "C-004", reason: "busy"), .init(key: "B-1/2", reason: "\"回避\"")],
            quota: 2)
    }

    private func record(length: Int = 10, index: Int = 3) throws -> DrawRecord {
        try DrawRecord(
            roster: try roster(),
            link: try SeedChain.link(root: Self.root, length: length, index: index), linkIndex: index,
            anchor: try SeedChain.anchor(root: Self.root, length: length))
    }

    @Test func `the design's vector comes out`() throws {
        let seed = try #require(Hash32(Data(repeating: 0, count: 32)))
        let ranked = Draw.rank(
            seed: seed, batch: "2021-B1", kind: .enterprise, keys: ["91350100M000100Y43"])
        #expect(ranked[0].hmac == "ff9c74715fa69cb2c217821e8fa95d0b764bc946db21db6766beca6b75fba437")
    }

    @Test func `each link is the hash of the next, down to the anchor`() throws {
        let links = try (0...10).map { try SeedChain.link(root: Self.root, length: 10, index: $0) }
        #expect(links[0] == (try SeedChain.anchor(root: Self.root, length: 10)))
        #expect(links[10].data == Self.root)
        for index in 1...10 {
            #expect(SeedChain.verify(link: links[index], previous: links[index - 1]))
            #expect(!SeedChain.verify(link: links[index - 1], previous: links[index]))
        }
        #expect(fault { _ = try SeedChain.link(root: Self.root, length: 10, index: 11) }?.kind == .conflict)
        #expect(throws: Fault.self) { try SeedChain.anchor(root: Data([1]), length: 10) }
    }

    @Test func `the order does not depend on the order of the keys`() throws {
        let seed = Hash32.sha256(of: Data("s".utf8))
        let keys = (0..<50).map { "C-\($0)" }
        let first = Draw.rank(seed: seed, batch: "b", kind: .inspector, keys: keys)
        #expect(first == Draw.rank(seed: seed, batch: "b", kind: .inspector, keys: keys.reversed()))
        #expect(first.map(\.hmac) == first.map(\.hmac).sorted())
        #expect(first.map(\.key) != keys)
        #expect(first != Draw.rank(seed: seed, batch: "b", kind: .enterprise, keys: keys))
    }

    @Test func `a roster has one text and one digest`() throws {
        let text = try roster().canonicalJSON
        #expect(
            text == #"{"algorithm":1,"batch":"C2026-00017","candidates":["C-001","C-002","C-010","检-003"],"#
                + #""exclusions":[{"key":"B-1/2","reason":"\"回避\""},{"key":"C-004","reason":"busy"}],"#
                + #""kind":"inspector","quota":2}"#)
        #expect(try roster(["C-010", "C-001", "检-003", "C-002"]).digest == (try roster().digest))
        #expect(try Roster(canonicalJSON: text) == (try roster()))
        #expect(throws: Fault.self) { try Roster(canonicalJSON: text + " ") }
    }

    @Test func `an ambiguous roster is refused`() throws {
        #expect(fault { _ = try roster(["C-001", "C-001"]) }?.kind == .invalid)
        #expect(fault { _ = try roster(["C-001", "C-004"]) }?.kind == .invalid)
        #expect(fault { _ = try roster(["C|1", "C-002"]) }?.kind == .invalid)
        #expect(fault { _ = try roster(["", "C-002"]) }?.kind == .invalid)
        #expect(fault { _ = try roster(["C-001"]) }?.kind == .conflict)
    }

    @Test func `a record replays, also after a trip through JSON`() throws {
        let record = try record()
        try record.replay()
        let data = try JSONEncoder().encode(record)
        let back = try JSONDecoder().decode(DrawRecord.self, from: data)
        try back.replay()
        #expect(back == record)
        #expect(record.chosen == record.ranks.prefix(2).map(\.key))
    }

    @Test func `each altered part is named`() throws {
        let other = Hash32.sha256(of: Data("other".utf8)).hex
        let changes: [(String, (inout [String: Any]) -> Void)] = [
            ("roster_sha256", { $0["roster_sha256"] = other }),
            (
                "roster_sha256",
                { $0["roster"] = ($0["roster"] as? String)?.replacing("C-001", with: "C-009") }
            ),
            ("batch", { $0["batch"] = "C2026-00018" }), ("algorithm", { $0["algorithm"] = 2 }),
            ("link", { $0["link"] = other }), ("link", { $0["link_index"] = 4 }),
            ("link", { $0["link_index"] = Int.max }), ("link", { $0["anchor"] = other }),
            ("seed", { $0["seed"] = other }),
            ("ranks", { $0["ranks"] = ($0["ranks"] as? [Any]).map { Array($0.reversed()) } }),
            ("chosen", { $0["chosen"] = ($0["chosen"] as? [Any]).map { Array($0.reversed()) } }),
            ("chosen", { $0["chosen"] = ["C-001"] }),
        ]
        let data = try JSONEncoder().encode(try record())
        for (field, change) in changes {
            var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            change(&object)
            let altered = try JSONDecoder().decode(
                DrawRecord.self, from: try JSONSerialization.data(withJSONObject: object))
            let found = fault { try altered.replay() }
            #expect(found?.kind == .damaged && found?.field == field, "\(field)")
            #expect(try Oracle.run("draw_replay.py", input: JSONEncoder().encode(altered)) != 0)
        }
    }

    @Test func `a program of another language replays it`() throws {
        for index in [1, 3, 10] {
            let data = try JSONEncoder().encode(try record(index: index))
            #expect(try Oracle.run("draw_replay.py", input: data) == 0)
        }
    }
}
