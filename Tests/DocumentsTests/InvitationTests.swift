import Domain
import Foundation
import Testing

@testable import Documents

/// The session for the party's calendar, byte by byte.
@Suite struct InvitationTests {
    private let keys = PartyKeys(
        link: "https://hecha.example.cn/p/secret-token", code: "7KQ4M2XN", address: "https://hecha.example.cn")

    /// The lines of a paper's entry, unfolded.
    private func lines(
        _ kind: DocumentKind, _ changes: [String: JSONValue] = [:], _ language: Contact.Language = .zh,
        sender: String? = "hecha@example.cn"
    ) throws -> [String] {
        let paper = try #require(try Story.allPapers().first { $0.kind == kind })
        let invitation = try #require(
            Invitation(
                kind: kind, fields: Story.fields(paper).merging(changes) { $1 }, language: language, keys: keys,
                sender: sender))
        let text = String(decoding: invitation.attachment.data, as: UTF8.self)
        let raw = text.components(separatedBy: "\r\n")
        #expect(raw.last == "" && raw.allSatisfy { $0.utf8.count <= 75 && !$0.contains("\n") && !$0.contains("\r") })
        #expect(!text.contains("secret-token") && !text.contains("7KQ4M2XN"))
        return text.replacing("\r\n ", with: "").components(separatedBy: "\r\n").dropLast()
    }

    @Test func `a notice's entry has the session in UTC and stays one entry`() throws {
        let lines = try lines(.checkNotice)
        for line in [
            "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:PUBLISH", "DTSTART:20210917T010000Z", "DTEND:20210917T020000Z",
            "STATUS:CONFIRMED", "SUMMARY:非现场核查 C2021-00017（福建能源监管非现场核查中心）",
            "ORGANIZER;CN=\"福建能源监管非现场核查中心\":mailto:hecha@example.cn", "URL:https://hecha.example.cn",
        ] { #expect(lines.contains(line), "\(line) is missing in \(lines)") }
        #expect(lines.contains { $0.hasPrefix("UID:chk_") })
        #expect(lines.contains { $0.hasPrefix("DESCRIPTION:") && $0.contains("https://hecha.example.cn") })
        #expect(lines.contains { $0.hasPrefix("DTSTAMP:2021091") })
    }

    @Test func `a cancellation takes the same entry away, with a higher sequence`() throws {
        let story = try Story.allPapers()
        let off = try #require(story.firstIndex { $0.kind == .cancellationNote })
        let notice = try #require(story[..<off].last { $0.kind == .checkNotice })
        #expect(notice.fields["event"] == story[off].fields["event"])
        let sequences = [notice, story[off]].compactMap {
            DocumentValues.text($0.fields["sequence"]).flatMap { Int($0) }
        }
        #expect(sequences.count == 2 && sequences[0] < sequences[1])
        let lines = try lines(.cancellationNote, [:], .en)
        #expect(lines.contains("METHOD:CANCEL") && lines.contains("STATUS:CANCELLED"))
        #expect(lines.contains { $0.hasPrefix("SUMMARY:Cancelled: Off-site check C2021-00017") })
    }

    @Test func `texts are escaped, quotation marks kept out of parameters, controls dropped`() throws {
        let lines = try lines(
            .checkNotice, ["center": "甲\"乙;丙,丁\\戊\r\nATTENDEE:mailto:x@y.cn\u{7}"], sender: nil)
        #expect(!lines.contains { $0.hasPrefix("ATTENDEE") })
        #expect(lines.contains("ORGANIZER;CN=\"甲'乙;丙,丁\\戊ATTENDEE:mailto:x@y.cn\":invalid:nomail"))
        #expect(lines.contains { $0.contains("（甲\"乙\\;丙\\,丁\\\\戊\\nATTENDEE:mailto:x@y.cn）") })
    }

    @Test func `long lines fold between characters`() {
        let line = "SUMMARY:" + String(repeating: "核", count: 100) + String(repeating: "👩‍⚖️", count: 20)
        let folded = CalendarText.folded(line)
        let pieces = folded.components(separatedBy: "\r\n ")
        #expect(pieces.joined() == line && pieces.count > 5)
        #expect(folded.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 75 && !$0.contains("\u{FFFD}") })
        #expect(CalendarText.folded("short") == "short")
    }

    @Test func `a paper without a session has no entry`() throws {
        let papers = try Story.allPapers()
        let bare = try #require(papers.last { $0.kind == .cancellationNote && $0.fields["start"] == nil })
        #expect(
            Invitation(kind: bare.kind, fields: Story.fields(bare), language: .zh, keys: keys, sender: nil) == nil)
    }
}
