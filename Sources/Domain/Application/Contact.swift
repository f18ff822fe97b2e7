import Foundation

/// Whom the centre writes to about an application.
public struct Contact: Sendable, Equatable, Codable {
    public let name: String
    public let phone: String?
    public let mail: String?
    public let language: Language

    public init(name: String, phone: String?, mail: String?, language: Language) {
        self.name = name
        self.phone = phone
        self.mail = mail
        self.language = language
    }

    public enum Language: String, Choice {
        case zh, en
    }
}

/// Ways to serve a document (送达) that a party may agree to. Those without an electronic channel come with the casework.
public enum ServiceChannel: String, Choice {
    case mail, text
}
