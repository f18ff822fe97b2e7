/// The few elements at the head of a Matroska file that FFmpeg does not tell about.
enum EBML {
    /// The document type of an EBML header (`matroska`, `webm`), nil where the bytes are no EBML header.
    static func docType(_ head: [UInt8]) -> String? {
        guard let header = element(head, at: 0), header.id == 0x1A45_DFA3, let length = header.length else {
            return nil
        }
        let end = min(head.count, header.body + min(length, head.count))
        var at = header.body
        while at < end, let child = element(head, at: at), let length = child.length,
            length <= end - child.body
        {
            if child.id == 0x4282 {
                let text = head[child.body..<child.body + length].prefix { $0 != 0 }
                return String(decoding: text, as: UTF8.self)
            }
            at = child.body + length
        }
        // The default of the specification.
        return "matroska"
    }

    /// How far the segment says it reaches, nil while it is unknown (a live recording).
    static func segmentEnd(_ head: [UInt8]) -> Int64? {
        guard let header = element(head, at: 0), let length = header.length,
            length <= head.count - header.body,
            let segment = element(head, at: header.body + length), segment.id == 0x1853_8067,
            let size = segment.length
        else { return nil }
        let (end, overflow) = Int64(segment.body).addingReportingOverflow(Int64(size))
        return overflow ? nil : end
    }

    private struct Element {
        let id: Int
        /// Nil: unknown.
        let length: Int?
        let body: Int
    }

    private static func element(_ bytes: [UInt8], at start: Int) -> Element? {
        guard start >= 0, start < bytes.count else { return nil }
        let idLength = bytes[start].leadingZeroBitCount + 1
        guard idLength <= 4, start + idLength < bytes.count else { return nil }
        let id = bytes[start..<start + idLength].reduce(0) { $0 << 8 | Int($1) }
        let sizeStart = start + idLength
        let sizeLength = bytes[sizeStart].leadingZeroBitCount + 1
        guard sizeLength <= 8, sizeStart + sizeLength <= bytes.count else { return nil }
        let raw = bytes[sizeStart..<sizeStart + sizeLength].reduce(0) { $0 << 8 | Int($1) }
        let mask = (1 << (7 * sizeLength)) - 1
        let length = raw & mask
        return Element(id: id, length: length == mask ? nil : length, body: sizeStart + sizeLength)
    }
}
