import Domain

/// One thing said in both of the console's languages. A page takes the one that its reader chose.
struct Phrase: Sendable, Equatable {
    let zh: String
    let en: String

    init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }

    subscript(_ language: Contact.Language) -> String {
        switch language {
        case .zh: zh
        case .en: en
        }
    }
}
