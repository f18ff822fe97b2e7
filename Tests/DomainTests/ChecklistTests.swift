import Domain
import Foundation
import Testing

/// Checklists as data: read strictly, frozen for a session, answered item by item.
@Suite struct ChecklistTests {
    private static let plain = """
        {"effective_from": "2021-01-01", "name": "n",
         "items": [{"id": "ID-01", "about": "person", "zh": "证", "en": "id"},
                   {"id": "LEAD-01", "about": "person", "posts": ["technical_lead"], "zh": "专职", "en": "full time"},
                   {"id": "PREM-01", "about": "enterprise", "zh": "场所", "en": "premises", "answers": ["yes", "no"]}],
         "questions": [{"post": "technical_lead", "draw": 2, "bank": [
             {"id": "Q-1", "zh": "一", "en": "1"}, {"id": "Q-2", "zh": "二", "en": "2"},
             {"id": "Q-3", "zh": "三", "en": "3"}]}]}
        """

    private func read(_ text: String, file: String = "2021-01-01.json") throws -> Checklist {
        try Checklist(file: file, data: Data(text.utf8))
    }

    @Test func `the shipped checklist has eight questions or more for every post`() throws {
        let shipped = try RepositoryFiles.checklist()
        #expect(Set(shipped.banks.map(\.post)) == Set(Post.allCases))
        #expect(shipped.banks.allSatisfy { $0.questions.count >= 8 && $0.draw < $0.questions.count })
        #expect(shipped.items.contains { $0.scope == .enterprise })
    }

    @Test(arguments: [
        ("\"name\": \"n\"", "\"name\": \"n\", \"extra\": 1", "extra"),
        ("technical_lead\"], \"zh\"", "boss\"], \"zh\"", "boss"),
        ("\"post\": \"technical_lead\"", "\"post\": \"boss\"", "boss"),
        ("[\"yes\", \"no\"]", "[\"maybe\"]", "maybe"),
        ("\"Q-2\"", "\"Q-1\"", "used once"),
        ("\"draw\": 2", "\"draw\": 4", "from 1 to 3"),
        ("\"about\": \"enterprise\"", "\"about\": \"room\"", "room"),
        ("2021-01-01\", \"name\"", "2021-02-01\", \"name\"", "file's name"),
    ])
    func `what is wrong in a file is named with its file and key`(old: String, new: String, says: String) throws {
        let text = Self.plain.replacing(old, with: new)
        #expect(text != Self.plain)
        let fault = try #require(fault { _ = try read(text) })
        #expect(fault.kind == .invalid && fault.message.contains("2021-01-01.json") && fault.message.contains(says))
        #expect(fault.field != nil)
    }

    @Test func `the day of a session chooses its checklist`() throws {
        let book = try ChecklistBook(files: [("2021-01-01.json", Data(Self.plain.utf8))])
        #expect(book.checklist(on: try Day("2020-12-31")) == nil)
        #expect(book.checklist(on: try Day("2021-06-01"))?.name == "n")
        let twice = [("a.json", Data(Self.plain.utf8)), ("b.json", Data(Self.plain.utf8))]
        #expect(fault { _ = try ChecklistBook(files: twice) }?.kind == .invalid)
        #expect(fault { _ = try ChecklistBook(files: []) }?.kind == .invalid)
        #expect(ChecklistBook.none.checklist(on: try Day("2021-06-01")) == nil)
    }

    @Test func `questions are drawn by seed, and anybody draws the same`() throws {
        let path = try StraightPath(names: ["Wang Wei", "Zhao Min"])
        let seed = try #require(Hash32(hex: String(repeating: "0", count: 64)))
        let checklist = try read(Self.plain)
        let sheet = checklist.sheet(for: path.people, checkNo: "C2021-00017", seed: seed)
        let again = checklist.sheet(for: path.people, checkNo: "C2021-00017", seed: seed)
        #expect(sheet == again && sheet.items.count == 2 * 4 + 1)
        #expect(sheet.items.last?.person == nil && sheet.items.last?.answers == [.yes, .no])
        let input = try CanonicalJSON.encode(
            JSONValue.object([
                "seed": .string(seed.hex), "check_no": "C2021-00017",
                "banks": .array([.object(["questions": .array(["Q-1", "Q-2", "Q-3"]), "draw": 2])]),
                "people": .array(path.people.map { .string($0.id.description) }),
                "drawn": .object(
                    Dictionary(
                        uniqueKeysWithValues: path.people.map { person in
                            let own = sheet.items.filter { $0.person == person.id && $0.kind == .question }
                            return (person.id.description, JSONValue.array(own.map { .string($0.item) }))
                        })),
            ]))
        #expect(try Oracle.run("question_replay.py", input: input) == 0)
        let altered = String(decoding: input, as: UTF8.self).replacing("C2021-00017", with: "C2021-00018")
        let other = checklist.sheet(for: path.people, checkNo: "C2021-00018", seed: seed)
        if other.items.map(\.item) != sheet.items.map(\.item) {
            #expect(try Oracle.run("question_replay.py", input: Data(altered.utf8)) != 0)
        }
    }

    @Test func `an answer is refused by what it names and when it comes`() throws {
        let path = try StraightPath()
        let seed = try #require(Hash32(hex: String(repeating: "1", count: 64)))
        let sheet = try read(Self.plain).sheet(for: path.people, checkNo: "C2021-00017", seed: seed)
        let session = try path.standing(at: .inSession)
        let sealed = try path.standing(at: .sealed)
        func refusal(
            _ standing: Standing? = nil, kind: Marker.Kind = .answer, person: ID<Check.Person>?,
            item: String? = "ID-01",
            _ answer: ChecklistAnswer? = .yes, reason: String = "", role: Actor.Role = .inspector,
            recording: ID<Recording>? = nil, later: Double = 60, sheet: ChecklistSheet?
        ) -> Refusal.Guard? {
            let standing = standing ?? session
            let now = standing.at + 60
            let marker = Marker(
                kind: kind, person: person, item: item, answer: answer, reason: reason, recording: recording, from: 1,
                to: 2, at: standing.at + later, by: Actor(role, "x"))
            return marker.refusal(on: standing.check, sheet: sheet, footage: [path.footage(.ready)], now: now)?.guard
        }
        let person = path.person
        #expect(refusal(person: person, sheet: sheet) == nil)
        #expect(refusal(person: person, recording: path.recording, sheet: sheet) == nil)
        #expect(refusal(person: nil, item: "PREM-01", sheet: sheet) == nil)
        #expect(refusal(person: nil, item: "PREM-01", .unclear, sheet: sheet) == .checklist)
        #expect(refusal(person: person, item: "PREM-01", sheet: sheet) == .checklist)
        #expect(refusal(person: person, sheet: nil) == .checklist)
        #expect(refusal(person: .new(path.opening), sheet: sheet) == .people)
        #expect(refusal(person: person, recording: .new(path.opening), sheet: sheet) == .footage)
        #expect(refusal(person: person, .waived, sheet: sheet) == .reason)
        #expect(refusal(person: person, .waived, reason: "r", sheet: sheet) == nil)
        #expect(refusal(person: person, role: .registrar, sheet: sheet) == .role)
        #expect(refusal(person: person, later: 600, sheet: sheet) == .tooEarly)
        #expect(refusal(sealed, person: person, sheet: sheet) == .wrongState)
        #expect(
            refusal(sealed, kind: .note, person: nil, item: nil, nil, reason: "n", role: .head, sheet: sheet) == nil)
        #expect(refusal(sealed, kind: .note, person: nil, item: nil, nil, sheet: sheet) == .reason)
    }

    @Test func `the last answer to an item counts, and the digest follows it`() throws {
        let path = try StraightPath()
        let seed = try #require(Hash32(hex: String(repeating: "1", count: 64)))
        let sheet = try read(Self.plain).sheet(for: path.people, checkNo: "C2021-00017", seed: seed)
        func answer(_ word: ChecklistAnswer) -> Marker {
            Marker(
                kind: .answer, person: path.person, item: "ID-01", answer: word, reason: "", recording: nil, from: nil,
                to: nil, at: path.session, by: Actor(.inspector, "x"))
        }
        #expect(sheet.answered(by: [answer(.no), answer(.yes)]).first?.answer?.answer == .yes)
        #expect(try sheet.answersSHA256([answer(.no), answer(.yes)]) == sheet.answersSHA256([answer(.yes)]))
        #expect(try sheet.answersSHA256([answer(.no)]) != sheet.answersSHA256([answer(.yes)]))
    }

    @Test func `a scan is known by how it begins, and is not too large`() throws {
        let id = ID<Document>.new(.distantPast)
        for (bytes, format) in [
            (Data("%PDF-1.7".utf8), FileScan.Format.pdf), (Data([0xff, 0xd8, 0xff, 0xe0]), .jpeg),
            (Data([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]), .png),
        ] { #expect(try FileScan(document: id, bytes: bytes, reason: "").format == format) }
        let odd = fault { _ = try FileScan(document: id, bytes: Data("<html>".utf8), reason: "") }
        #expect(odd?.kind == .unsupported)
        let large = Data("%PDF-".utf8) + Data(count: FileScan.mostBytes)
        #expect(fault { _ = try FileScan(document: id, bytes: large, reason: "") }?.kind == .tooLarge)
    }
}
