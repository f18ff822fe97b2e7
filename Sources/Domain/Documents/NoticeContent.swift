import Foundation

/// What the check notice (告知书) tells the party. The template decides how it reads.
public struct NoticeContent: Sendable {
    public let number: String
    public let centerName: String
    public let checkNo: String
    public let enterpriseName: String
    public let uscc: String
    public let applicationNo: String?
    public let people: [Check.Person]
    public let inspectors: [Inspector]
    public let start: Date
    public let end: Date
    public let timeZone: TimeZone
    public let issuedAt: Date
    /// How the mail addresses its reader, and in which language.
    public let contactName: String
    public let language: Contact.Language

    public init(
        number: String, centerName: String, checkNo: String, enterpriseName: String, uscc: String,
        applicationNo: String?, people: [Check.Person], inspectors: [Inspector], start: Date, end: Date,
        timeZone: TimeZone, issuedAt: Date, contactName: String, language: Contact.Language
    ) {
        self.number = number
        self.centerName = centerName
        self.checkNo = checkNo
        self.enterpriseName = enterpriseName
        self.uscc = uscc
        self.applicationNo = applicationNo
        self.people = people
        self.inspectors = inspectors
        self.start = start
        self.end = end
        self.timeZone = timeZone
        self.issuedAt = issuedAt
        self.contactName = contactName
        self.language = language
    }
}

/// The party's own way in: a link to open and a short code to type.
public struct PartyKeys: Sendable {
    public let link: String
    public let code: String
    /// Where the code is typed.
    public let address: String

    public init(link: String, code: String, address: String) {
        self.link = link
        self.code = code
        self.address = address
    }
}

/// How documents become bytes. The store numbers and files them in its transaction and knows no templates; the daemon
/// hands it this. Both closures are pure.
public struct DocumentRenderer: Sendable {
    /// The notice as a complete HTML document: these bytes are the record.
    public let notice: @Sendable (NoticeContent) throws -> Data
    /// The mail that carries the notice, with the party's keys.
    public let noticeMail: @Sendable (NoticeContent, PartyKeys, _ to: String) throws -> OutboundMessage.Mail

    public init(
        notice: @escaping @Sendable (NoticeContent) throws -> Data,
        noticeMail: @escaping @Sendable (NoticeContent, PartyKeys, _ to: String) throws -> OutboundMessage.Mail
    ) {
        self.notice = notice
        self.noticeMail = noticeMail
    }
}
