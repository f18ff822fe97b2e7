import Domain

extension DocumentKind {
    /// What a document on file is called.
    var words: Phrase { Phrase(title.zh, title.en) }
}
