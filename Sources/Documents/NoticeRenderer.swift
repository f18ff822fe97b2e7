import Domain
import Foundation
import Mustache

/// The check notice and the mail that carries it, from templates. Pure: the same content gives the same bytes.
public struct NoticeRenderer: Sendable {
    private let notice: MustacheTemplate
    private let mails: [Contact.Language: MustacheTemplate]

    /// - Throws: `Fault(.internal)` when a template does not parse.
    public init() throws {
        notice = try Self.template(PackageResources.check_notice_mustache, "check_notice")
        mails = [
            .zh: try Self.template(PackageResources.notice_mail_zh_mustache, "notice_mail_zh"),
            .en: try Self.template(PackageResources.notice_mail_en_mustache, "notice_mail_en"),
        ]
    }

    public var renderer: DocumentRenderer {
        DocumentRenderer(
            notice: { content in Data(notice.render(fields(content)).utf8) },
            noticeMail: { content, keys, to in try mail(content, keys, to: to) })
    }

    private static func template(_ bytes: [UInt8], _ name: String) throws -> MustacheTemplate {
        do {
            return try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw Fault(.internal, "The template \(name) does not parse.", cause: error)
        }
    }

    private func mail(_ content: NoticeContent, _ keys: PartyKeys, to: String) throws -> OutboundMessage.Mail {
        var values = fields(content)
        values["link"] = keys.link
        values["code"] = keys.code
        values["address"] = keys.address
        values["contact"] = content.contactName
        guard let template = mails[content.language] else {
            throw Fault(.internal, "There is no mail template for \(content.language.rawValue).")
        }
        let subject =
            switch content.language {
            case .zh: "非现场核查告知 \(content.number)（\(content.checkNo)）"
            case .en: "Notice of an off-site check \(content.number) (\(content.checkNo))"
            }
        return OutboundMessage.Mail(
            to: to, subject: subject, text: template.render(values),
            html: String(decoding: Data(notice.render(fields(content)).utf8), as: UTF8.self))
    }

    private func fields(_ content: NoticeContent) -> [String: Any] {
        let clock = LocalClock(timeZone: content.timeZone)
        var values: [String: Any] = [
            "number": content.number, "center": content.centerName, "check_no": content.checkNo,
            "enterprise": content.enterpriseName, "uscc": content.uscc, "zone": content.timeZone.identifier,
            "when": "\(clock.minute(content.start)) – \(clock.time(content.end))",
            "issued": clock.day(content.issuedAt),
            "people": content.people.map { person in
                [
                    "name": person.name, "id_masked": person.idMasked,
                    "posts": person.posts.map(\.chinese).joined(separator: "、"),
                ]
            },
            "inspectors": content.inspectors.map { ["name": $0.name, "certificate_no": $0.certificateNo] },
        ]
        if let application = content.applicationNo { values["application_no"] = application }
        return values
    }
}

/// Instants as people in the centre's time zone read them.
public struct LocalClock: Sendable {
    private let timeZone: TimeZone

    public init(timeZone: TimeZone) { self.timeZone = timeZone }

    /// `2026-03-02 09:00`
    public func minute(_ instant: Date) -> String { "\(Day(instant, in: timeZone)) \(time(instant))" }

    /// `09:00`
    public func time(_ instant: Date) -> String {
        let minutes = Int(instant.timeIntervalSince(Day(instant, in: timeZone).start(in: timeZone)) / 60)
        return "\(minutes / 60 < 10 ? "0" : "")\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
    }

    /// `2026年3月2日`
    public func day(_ instant: Date) -> String {
        let day = Day(instant, in: timeZone)
        return "\(day.year)年\(day.month)月\(day.day)日"
    }
}
