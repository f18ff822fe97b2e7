/// What a document on file is called.
enum DocumentWords {
    /// - Parameter kind: as the store keeps it.
    static func name(_ kind: String) -> Phrase {
        switch kind {
        case "check_notice": Phrase("核查告知书", "Check notice")
        case "evidence_manifest": Phrase("证据清单", "Evidence manifest")
        default: Phrase(kind, kind)
        }
    }
}
