import Domain
import Foundation
import Mustache
import Testing

@testable import Documents

/// Papers and mails as they come out of the templates that ship.
@Suite struct RenderTests {
    private let keys = PartyKeys(
        link: "https://hecha.example.cn/p/secret-token", code: "7KQ4M2XN", address: "https://hecha.example.cn")

    private func html(_ paper: Paper, _ changes: [String: JSONValue] = [:]) throws -> String {
        let bytes = try DocumentTemplates().renderer().html(
            paper.kind, Story.fields(paper).merging(changes) { $1 })
        return String(decoding: bytes, as: UTF8.self)
    }

    private func paper(_ kind: DocumentKind) throws -> Paper {
        try #require(try Story.allPapers().first { $0.kind == kind })
    }

    @Test func `every paper renders, the same bytes each time, with nothing left open`() throws {
        let (first, second) = (try DocumentTemplates().renderer(), try DocumentTemplates().renderer())
        for paper in try Story.allPapers() {
            let bytes = try first.html(paper.kind, Story.fields(paper))
            #expect(try second.html(paper.kind, Story.fields(paper)) == bytes)
            let text = String(decoding: bytes, as: UTF8.self)
            for mark in ["{{", "}}", "<null>", "Optional(", "NSNull", "&amp;lt;"] {
                #expect(!text.contains(mark), "\(paper.kind.rawValue) holds \(mark)")
            }
            let title = paper.kind.title
            for word in [paper.number, title.zh, title.en, "C2021-00017", "福建闽电", "for reading"] {
                #expect(text.contains(word), "\(paper.kind.rawValue) lacks \(word)")
            }
            // The party's page allows this one style sheet by its digest, and nothing else.
            #expect(text.components(separatedBy: "<style>").count == 2)
            #expect(!text.contains("style=") && !text.contains("<script") && !text.contains("src="))
        }
        #expect(throws: Fault.self) { try first.html(.evidenceManifest, [:]) }
    }

    @Test func `texts that people wrote stand in the papers, all of them`() throws {
        let pieces: [DocumentKind: [String]] = [
            .transcript: ["问：请说明你的职务。\n答：技术负责人。\n\n问：", "通信线路中断", "对方网络中断"],
            .serviceReceipt: ["非现场核查告知书"], .rectificationNotice: ["2021年10月17日", "LEAD-02", "5:12–5:55", "严重"],
            .recheckRecord: ["缴费单位仍未变更。", "仍未整改的问题"], .decision: ["不通过", "行政复议", "王伟"],
            .noShowRecord: ["致电李经理，无人接听"], .decliningRecord: ["我们不同意录像。"],
            .abortNote: ["录音录像设备故障", "录像设备无法恢复。"], .escalationNote: ["改为现场核查。", "C2021-00018"],
            .conclusion: ["材料真实、完整。", "通过"], .withdrawalNote: ["第 1 次报送的结果"],
            .checkNotice: ["2021年9月17日09:00至10:00（北京时间）", "申请其回避", "陈述和申辩", "录音录像"],
            .deskRecord: ["未发现问题"], .onsiteRecord: ["查看了场所。"], .evidenceSupplement: ["第 2 版", "存储卡事后取出"],
        ]
        for (kind, words) in pieces {
            let text = try html(paper(kind))
            for word in words { #expect(text.contains(word), "\(kind.rawValue) lacks \(word)") }
        }
        // What the inspectors answered, and what each of them made of it.
        for (kind, words) in [
            (DocumentKind.transcript, ["核查清单：王伟", "免予核查", "无经营场所", "0:12–0:15"]),
            (.dispositionOpinion, ["林芳", "已说明情况。", "社会保险由他人缴纳。"]),
            (.rectificationNotice, ["各自的意见", "林芳", "社会保险由他人缴纳。"]),
        ] {
            let paper = try #require(try Story.allPapers().last { $0.kind == kind })
            let text = try html(paper)
            for word in words { #expect(text.contains(word), "\(kind.rawValue) lacks \(word)") }
        }
        // The enterprise that takes another's place is none of the party's business.
        #expect(!(try html(paper(.cancellationNote)).contains("另一单位")))
    }

    @Test func `markup that people wrote is inert, also under combining marks`() throws {
        #expect(ScalarEscape().escapeText("\"\u{338}><'&") == "&quot;\u{338}&gt;&lt;&#39;&amp;")
        let hostile: JSONValue = "</div><img src=x onerror=alert(1)>\u{338}<\u{338}b> {{by}} & \"\u{338}'"
        let text = try html(paper(.transcript), ["text": hostile, "enterprise": hostile, "number": hostile])
        #expect(!text.contains("<img") && !text.contains("<\u{338}b"))
        #expect(text.contains("&lt;/div&gt;&lt;img src=x onerror=alert(1)"))
        let harmless = try html(paper(.transcript))
        #expect(text.unicodeScalars.count { $0 == "<" } == harmless.unicodeScalars.count { $0 == "<" })
    }

    @Test(arguments: Contact.Language.allCases)
    func `a mail says what came and what to do, and carries the paper`(language: Contact.Language) throws {
        let contact = Contact(name: "李 <经理>", phone: nil, mail: "li@example.cn", language: language)
        let renderer = try DocumentTemplates().renderer(sender: "hecha@example.cn")
        let sent: [DocumentKind] = [
            .checkNotice, .rectificationNotice, .conclusion, .decision, .cancellationNote, .withdrawalNote,
        ]
        for kind in sent {
            let paper = try paper(kind)
            let mail = try renderer.mail(kind, Story.fields(paper), contact, keys)
            let title = language == .zh ? kind.title.zh : kind.title.en
            #expect(mail.to == "li@example.cn")
            #expect(mail.subject.contains(title) && mail.subject.contains(paper.number))
            #expect(mail.html == String(decoding: try renderer.html(kind, Story.fields(paper)), as: UTF8.self))
            for word in [keys.link, keys.code, keys.address, paper.number, "李 <经理>"] {
                #expect(mail.text.contains(word), "\(kind.rawValue) lacks \(word)")
            }
            let confirms = mail.text.contains(language == .zh ? "我已阅读" : "I have read this")
            #expect(confirms == [.checkNotice, .rectificationNotice, .decision].contains(kind))
            #expect(!mail.text.contains("{{") && !mail.text.contains("\n\n\n"))
            #expect(mail.attachments.isEmpty == ![.checkNotice, .cancellationNote].contains(kind))
        }
    }

    @Test func `a mail can be queued and read back, and one of before attachments too`() throws {
        let paper = try paper(.checkNotice)
        let contact = Contact(name: "李", phone: nil, mail: "li@example.cn", language: .zh)
        let mail = try DocumentTemplates().renderer().mail(.checkNotice, Story.fields(paper), contact, keys)
        let stored = try CanonicalJSON.encode(OutboundMessage.Content.mail(mail))
        #expect(try CanonicalJSON.decode(OutboundMessage.Content.self, from: stored) == .mail(mail))
        let older = Data(#"{"mail":{"_0":{"html":null,"subject":"s","text":"t","to":"a@b.cn"}}}"#.utf8)
        #expect(
            try CanonicalJSON.decode(OutboundMessage.Content.self, from: older)
                == .mail(.init(to: "a@b.cn", subject: "s", text: "t", html: nil)))
    }
}
