import Foundation

/// Qualifications, leave and conflicts as cells of a sheet write them: several in one cell, between semicolons or lines.
extension InspectorTerms {
    /// `继电保护；高压试验`, also between 、 and commas; nil for an empty cell.
    static func qualifications(cell: String) throws -> [String]? {
        let parts = parts(cell, ";；、,，\n")
        return parts.isEmpty ? nil : parts
    }

    /// `2026-03-02至2026-03-06 年假；2026-05-04`: first and last day, and a note; nil for an empty cell.
    static func leave(cell: String) throws -> [Leave]? {
        let parts = parts(cell, ";；\n")
        guard !parts.isEmpty else { return nil }
        return try parts.enumerated().map { index, text in
            let field = "leave[\(index)]"
            guard let (from, rest) = CellTime.leading(text) else {
                throw Fault(.invalid, "\"\(text.prefix(60))\": begin with the first day of the leave.", field: field)
            }
            let said = rest.trimmingCharacters(in: .whitespaces)
            let joint = ["至", "到", "~", "～", "to ", "..", "—", "–", "-"].first { said.hasPrefix($0) }
            let after = said.dropFirst(joint?.count ?? 0)
            if let (to, note) = CellTime.leading(String(after)) { return try away(from, to, note) }
            guard joint == nil else {
                throw Fault(.invalid, "\"\(text.prefix(60))\": the last day of the leave is missing.", field: field)
            }
            return try away(from, from, after)
        }
    }

    /// `91350100M000100Y43 持有股份；…`; nil for an empty cell.
    static func conflicts(cell: String) throws -> [Conflict]? {
        let parts = parts(cell, ";；\n")
        guard !parts.isEmpty else { return nil }
        return parts.map { text in
            let words = text.split(maxSplits: 1) { " \t：:（(，,".contains($0) }.map(String.init)
            let reason = words.count > 1 ? words[1].trimmingCharacters(in: CharacterSet(charactersIn: " ）)")) : ""
            return Conflict(uscc: words.first ?? "", reason: reason)
        }
    }

    private static func away(_ from: Day, _ to: Day, _ note: Substring) throws -> Leave {
        let said = note.trimmingCharacters(in: CharacterSet(charactersIn: " ：:，,（）()"))
        return Leave(from: from, to: to, note: said.isEmpty ? nil : said)
    }

    private static func parts(_ cell: String, _ separators: String) -> [String] {
        cell.split { separators.contains($0) || $0.isNewline }.map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }
}
