import Foundation

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

/// How papers become bytes. The store numbers and files them in its transaction and knows no templates; the daemon hands
/// it this. Both closures are pure.
public struct DocumentRenderer: Sendable {
    /// A paper as a complete HTML document: these bytes are the record. The fields are the paper's own and, besides,
    /// `number`, `center`, `check_no`, `enterprise`, `uscc`, `application_no`, `source`, `zone`, `issued`, `people`
    /// (`name`, `id_masked`, `posts`) and `inspectors` (`name`, `certificate_no`): those who drew up this very paper.
    public let html: @Sendable (DocumentKind, [String: JSONValue]) throws -> Data
    /// The mail that carries a paper to the party, with its keys. Of the same fields.
    public let mail: @Sendable (DocumentKind, [String: JSONValue], Contact, PartyKeys) throws -> OutboundMessage.Mail

    public init(
        html: @escaping @Sendable (DocumentKind, [String: JSONValue]) throws -> Data,
        mail: @escaping @Sendable (DocumentKind, [String: JSONValue], Contact, PartyKeys) throws -> OutboundMessage.Mail
    ) {
        self.html = html
        self.mail = mail
    }
}
