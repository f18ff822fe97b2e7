/// Questions that are asked of every cell: answered from the bytes where that is enough.
enum CellText {
    static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }

    static func fits(_ text: String, _ characters: Int) -> Bool {
        text.utf8.count <= characters || text.unicodeScalars.count <= characters
    }
}
