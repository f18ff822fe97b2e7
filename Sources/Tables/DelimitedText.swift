import Domain

/// Comma-, tab- or semicolon-separated text (RFC 4180, and what is pasted from a spreadsheet), in UTF-8.
///
/// A row's number is its record's: a cell may hold line breaks, and a spreadsheet shows it in one row all the same.
struct DelimitedText {
    private let bytes: [UInt8]
    private let bounds: TableBounds
    private let delimiter: UInt8

    private static let (quote, lineFeed, carriageReturn) = (UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"))

    init(_ bytes: [UInt8], bounds: TableBounds) {
        self.bytes = bytes
        self.bounds = bounds
        delimiter = Self.delimiter(of: bytes)
    }

    /// - Throws: `UnreadableTable`.
    func sheet() throws -> Sheet {
        var rows: [Sheet.Row] = []
        var (at, number, line) = (0, 0, 1)
        while at < bytes.count {
            number += 1
            var cells = try record(&at, &line).map(cell)
            while cells.last?.isEmpty ?? false { cells.removeLast() }
            if cells.isEmpty { continue }
            guard cells.count <= bounds.columns else { throw UnreadableTable.tooManyColumns(bounds) }
            guard rows.count < bounds.allRows else { throw UnreadableTable.tooManyRows(bounds) }
            rows.append(Sheet.Row(number: number, cells: cells))
        }
        return Sheet(rows: rows)
    }

    /// One record, up to and with its line break. A quotation mark inside an unquoted cell is itself.
    private func record(_ at: inout Int, _ line: inout Int) throws -> [ArraySlice<UInt8>] {
        var cells: [ArraySlice<UInt8>] = []
        while true {
            cells.append(try cellBytes(&at, &line))
            guard at < bytes.count else { return cells }
            let byte = bytes[at]
            at += 1
            if byte == delimiter { continue }
            if byte == Self.carriageReturn, at < bytes.count, bytes[at] == Self.lineFeed { at += 1 }
            line += 1
            return cells
        }
    }

    /// The bytes of a cell, without its quotation marks; `at` is left at the delimiter or line break behind it.
    private func cellBytes(_ at: inout Int, _ line: inout Int) throws -> ArraySlice<UInt8> {
        guard at < bytes.count, bytes[at] == Self.quote else { return plain(&at) }
        let opened = line
        var text: [UInt8] = []
        at += 1
        while true {
            guard at < bytes.count else { throw UnreadableTable.openQuote(line: opened) }
            let byte = bytes[at]
            at += 1
            if byte == Self.lineFeed { line += 1 }
            if byte != Self.quote {
                text.append(byte)
            } else if at < bytes.count, bytes[at] == Self.quote {
                text.append(byte)
                at += 1
            } else {
                // What follows the closing mark belongs to the cell: nothing that was written is dropped.
                return text[...] + plain(&at)
            }
        }
    }

    private func plain(_ at: inout Int) -> ArraySlice<UInt8> {
        let start = at
        while at < bytes.count, bytes[at] != delimiter, bytes[at] != Self.lineFeed, bytes[at] != Self.carriageReturn {
            at += 1
        }
        return bytes[start..<at]
    }

    private func cell(_ bytes: ArraySlice<UInt8>) -> Sheet.Cell {
        if bytes.isEmpty { return Sheet.Cell("") }
        let text = String(decoding: bytes, as: UTF8.self)
        if CellText.isBlank(text) { return Sheet.Cell("") }
        // The bytes of U+FFFD begin with this one; most text does not hold it.
        if bytes.contains(0xEF), text.unicodeScalars.contains("\u{FFFD}") {
            return Sheet.Cell(text, flaw: .undecodable)
        }
        guard CellText.fits(text, bounds.characters) else {
            return Sheet.Cell(String(text.prefix(bounds.characters)), flaw: .tooLong)
        }
        return Sheet.Cell(SheetText.unguarded(text))
    }

    /// The one of the three that occurs most often in the first line with any, outside quotation marks; of equals the one
    /// that is rarer in text.
    private static func delimiter(of bytes: [UInt8]) -> UInt8 {
        let candidates = [UInt8(ascii: "\t"), UInt8(ascii: ","), UInt8(ascii: ";")]
        var counts = [0, 0, 0]
        // A quotation mark opens only at a cell's start; elsewhere it is itself, as in 5" pipe.
        var (quoted, starts) = (false, true)
        for byte in bytes {
            if byte == quote, quoted || starts { quoted.toggle() }
            if quoted { continue }
            let index = candidates.firstIndex(of: byte)
            if let index { counts[index] += 1 }
            let ends = byte == lineFeed || byte == carriageReturn
            if ends, counts != [0, 0, 0] { break }
            starts = ends || index != nil
        }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }
}
