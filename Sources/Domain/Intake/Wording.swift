/// One sentence in both of the centre's languages.
public struct Wording: Sendable, Equatable {
    public let zh: String
    public let en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }

    public subscript(language: Contact.Language) -> String { language == .zh ? zh : en }
}
