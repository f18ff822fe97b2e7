import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store
import Testing

@testable import Web

@Suite struct ConsoleTests {
    // MARK: words

    @Test func `every state, command, guard and role has words of its own in both languages`() {
        var phrases: [[Phrase]] = []
        phrases.append(CheckState.Name.allCases.map(\.words))
        phrases.append(CheckState.Stage.allCases.map(\.words))
        phrases.append(CheckCommand.Name.allCases.map(\.deed))
        phrases.append(CheckCommand.Name.allCases.map(\.done))
        phrases.append(Refusal.Guard.allCases.map(\.words))
        phrases.append(CaseState.Name.allCases.map(\.words))
        phrases.append(CaseCommand.Name.allCases.map(\.deed))
        phrases.append(CaseCommand.Name.allCases.map(\.done))
        phrases.append(CaseCommand.Name.allCases.map(\.meaning))
        phrases.append(LegalCase.Cause.allCases.map(\.words))
        phrases.append(Execution.How.allCases.map(\.words))
        phrases.append(Dismissal.Ground.allCases.map(\.words))
        phrases.append(Actor.Role.allCases.map(\.words))
        phrases.append(DeliveryKind.allCases.map(\.words))
        phrases.append(RecordingState.allCases.map(\.words))
        phrases.append(Check.Source.allCases.map { Phrase($0.title.zh, $0.title.en) })
        for list in phrases {
            #expect(Set(list.map(\.zh)).count == list.count && Set(list.map(\.en)).count == list.count)
            for phrase in list {
                #expect(phrase.zh.unicodeScalars.contains { $0.value > 0x2E80 }, "\(phrase.zh) is no Chinese")
                #expect(phrase.en.unicodeScalars.allSatisfy { $0.isASCII }, "\(phrase.en) is no English")
            }
        }
    }

    @Test func `a deadline says how far it is, or how late`() throws {
        let zone = try #require(TimeZone(identifier: "Asia/Shanghai"))
        let clock = ConsoleClock(zone: zone)
        let day = try Day("2026-03-10")
        let deadline = Deadline(day: day, instant: day.end(in: zone), provisional: false)
        func words(_ text: String) throws -> String {
            clock.remaining(deadline, now: try #require(Date(iso8601: text)))[.en]
        }
        #expect(try words("2026-03-08T09:00:00+08:00") == "in 2 days")
        #expect(try words("2026-03-10T23:59:00+08:00") == "due today")
        #expect(try words("2026-03-11T00:00:00+08:00") == "1 day late")
        #expect(ConsoleClock.length(3725.4) == "1:02:05" && ConsoleClock.length(59.6) == "01:00")
        #expect(ConsoleClock.size(999) == "999 B" && ConsoleClock.size(1_234_567) == "1.2 MB")
    }

    @Test func `a reader that falls behind is told to look at everything`() async {
        let (lines, line) = AsyncStream.makeStream(of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(3))
        for number in 0..<5 {
            var hint = ChangeFeed.Hint()
            hint.checks = ["chk_\(number)"]
            ConsoleEvents.put(ConsoleEvents.event(hint), on: line)
        }
        line.finish()
        var told: [String] = []
        for await text in lines { told.append(String(buffer: text)) }
        #expect(told.count == 3 && told.contains { $0.contains("\"everything\":true") })
    }

    // MARK: forms

    @Test func `a form is read with every value of a name, and broken bytes are refused`() throws {
        let form = try FormFields(text: "present=a&present=b+c&text=%E4%B8%A4%0D%0Ax&empty=&flag")
        #expect(form.all("present") == ["a", "b c"])
        #expect(form["text"] == "两\nx" && form["empty"].isEmpty && form["flag"].isEmpty && form["none"].isEmpty)
        #expect(throws: Fault.self) { try FormFields(text: "a=%FF") }
    }

    @Test func `what was entered is kept and stands inert beside what was wrong with it`() throws {
        let evil = "\"><script>x</script>"
        let form = FormView(
            action: "/x", submit: "Go",
            fields: [
                FormView.Field(name: "by", label: "Name", kind: .line()),
                FormView.Field(name: "why", label: "Why", kind: .text(rows: 2)),
                FormView.Field(name: "one", label: "One", kind: .one([.init(value: "a", label: evil)])),
                FormView.Field(
                    name: "some", label: "Some",
                    kind: .some([.init(value: "1", label: "1"), .init(value: "2", label: "2")])),
            ])
        let sent = try FormFields(text: "by=%22%3E%3Cscript%3Ex&why=%3C/textarea%3E&one=a&some=2")
        let html = form.filled(sent, errors: ["by": evil]).html(id: "f", template: try FormView.template())
        #expect(!html.contains("<script>"))
        #expect(html.contains("value=\"&quot;&gt;&lt;script&gt;x\"") && html.contains("&lt;/textarea&gt;"))
        #expect(html.contains("value=\"a\" selected") && html.contains("value=\"2\" checked"))
        #expect(!html.contains("value=\"1\" checked"))
        #expect(html.contains("id=\"f-by-error\"") && html.contains("aria-describedby=\"f-by-error\""))
        #expect(html.components(separatedBy: "wrong").count == 2, "only one field is wrong")
        #expect(!html.contains("role=\"alert\"") && !html.contains("name=\"more\""))
    }

    @Test func `a half-filled finding is named, an empty row is nothing, and times are read as people write them`()
        throws
    {
        let clock = ConsoleClock(zone: .gmt)
        let half = CommandReading(try FormFields(text: "by=A&rows=2&rule_id_0=LEAD-02&from_1="), .en, clock)
        #expect(half.command(.review) == nil)
        #expect(Set(half.errors.keys) == ["text_0", "severity_0"])
        let recording = ID<Recording>.new(Date())
        let whole = CommandReading(
            try FormFields(
                text: "by=A&rows=3&rule_id_1=R&text_1=T&severity_1=major&recording_1=\(recording)&from_1=1:30&to_1=95.5"
            ),
            .en, clock)
        guard case .review(let findings)? = whole.command(.review) else {
            Issue.record("not read: \(whole.errors)")
            return
        }
        #expect(findings.count == 1 && findings.first?.evidence == .init(recording: recording, from: 90, to: 95.5))
        let none = CommandReading(try FormFields(text: "by=A&rows=2"), .en, clock)
        #expect(none.command(.review) == .review([]))
        let unsigned = CommandReading(try FormFields(text: "reason=x"), .zh, clock)
        #expect(!unsigned.isMeant() && unsigned.errors["by"] == "请填写姓名。")
    }

    @Test func `an empty text is nothing in a template, and does not let one from around shine through`() throws {
        let template = try Page.template(Array("{{#a}}A{{/a}}{{^a}}none{{/a}}{{#list}}[{{a}}]{{/list}}".utf8))
        #expect(template.render(page: ["a": "", "list": [["a": ""]]]) == "none[]")
        #expect(template.render(page: ["a": "x", "list": [["a": ""]]]) == "A[]")
    }

    // MARK: addresses

    @Test(arguments: [
        ("/checks/C2026-00001?x=1", "/checks/C2026-00001?x=1"), ("//evil.example", "/"), ("https://evil.example", "/"),
        ("/\\evil.example", "/"), ("", "/"), ("/a b", "/"), ("/\r\nX: y", "/"),
    ])
    func `the language switch returns to a page of ours or to the start`(back: String, address: String) {
        #expect(ConsoleLanguage.here(back) == address)
    }

    @Test func `a list's address leaves out what is empty and escapes the rest`() {
        #expect(ConsoleList.address("/", [("stage", ""), ("q", "")]) == "/")
        #expect(
            ConsoleList.address("/", [("q", "王&x=1"), ("cursor", "1.chk_a")]) == "/?q=%E7%8E%8B%26x%3D1&cursor=1.chk_a")
    }
}
