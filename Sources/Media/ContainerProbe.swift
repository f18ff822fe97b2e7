/// Which container the bytes are, from the bytes alone: names and MIME types are the sender's words. We
/// look ourselves rather than let FFmpeg probe, because its probing would run hundreds of parsers over
/// bytes that nobody has checked.
enum ContainerProbe {
    /// Matroska comes with its EBML document type, `matroska` or `webm`.
    enum Container: Equatable {
        case mp4
        case matroska(docType: String)
    }

    static let headBytes = 4096

    /// - Throws: `rejected(.container)` with what it looks like instead, and what to do.
    static func identify(_ head: [UInt8]) throws(MediaFailure) -> Container {
        if let docType = EBML.docType(head) {
            guard docType == "matroska" || docType == "webm" else {
                throw .rejected(
                    .container, "This is an EBML file of a kind that holds no recording. \(remedy)")
            }
            return .matroska(docType: docType)
        }
        if startsWithBox(head) { return .mp4 }
        throw .rejected(.container, "\(describe(head)) \(remedy)")
    }

    static let remedy = "Upload the recording itself as an MP4, MOV, MKV or WebM file."

    /// A first box of a size that can be, and a type that files of this family begin with.
    private static func startsWithBox(_ head: [UInt8]) -> Bool {
        guard head.count >= 16 else { return false }
        let size = head[0..<4].reduce(0) { $0 << 8 | Int($1) }
        let types = ["ftyp", "moov", "mdat", "free", "skip", "wide", "styp", "moof", "sidx", "pnot", "uuid"]
        return (size >= 8 || size <= 1) && types.contains { head[4..<8].elementsEqual($0.utf8) }
    }

    private static func describe(_ head: [UInt8]) -> String {
        let binary: [([UInt8], String)] = [
            (Array("\u{89}PNG".unicodeScalars.map { UInt8($0.value) }), "This is a picture (PNG)."),
            ([0xFF, 0xD8, 0xFF], "This is a picture (JPEG)."),
            (Array("GIF8".utf8), "This is a picture (GIF)."),
            (Array("BM".utf8), "This looks like a picture (BMP)."),
            (Array("%PDF".utf8), "This is a PDF document."),
            (Array("PK".utf8), "This is a ZIP archive or an office document."),
            (Array("FLV".utf8), "This is an FLV file, which is not taken yet; convert it to MP4."),
            (Array("OggS".utf8), "This is an Ogg file, which is not taken; convert it to MP4."),
            (Array("ID3".utf8), "This is a sound file without pictures."),
            (
                [0x00, 0x00, 0x01, 0xBA],
                "This is an MPEG program stream, which is not taken; convert it to MP4."
            ),
        ]
        if let match = binary.first(where: { head.starts(with: $0.0) }) { return match.1 }
        if head.starts(with: Array("RIFF".utf8)), head.count >= 12 {
            let kind = String(decoding: head[8..<12], as: UTF8.self)
            if kind == "AVI " { return "This is an AVI file, which is not taken yet; convert it to MP4." }
            return "This is a RIFF file (sound or a picture) without a recording."
        }
        if head.count > 188, head[0] == 0x47, head[188] == 0x47 {
            return "This is an MPEG transport stream, which is not taken yet; convert it to MP4."
        }
        let text = String(decoding: head, as: UTF8.self)
        if text.hasPrefix("#EXTM3U") { return "This is a playlist that names other files, not a recording." }
        if text.hasPrefix("ffconcat") { return "This is a script that names other files, not a recording." }
        let isText = !head.contains { ($0 < 0x20 && ![9, 10, 12, 13].contains($0)) || $0 == 0x7F }
        return isText ? "This is a text file, not a recording." : "The file is of no kind that is known here."
    }
}
