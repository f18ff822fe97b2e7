extension ContainerProbe {
    /// What bytes look like that are no recording of a kind taken here.
    static func describe(_ head: [UInt8]) -> String {
        let known: [([UInt8], String)] = [
            ([0x89] + Array("PNG".utf8), "This is a picture (PNG)."),
            ([0xFF, 0xD8, 0xFF], "This is a picture (JPEG)."),
            (Array("GIF8".utf8), "This is a picture (GIF)."),
            (Array("BM".utf8), "This looks like a picture (BMP)."),
            (Array("%PDF".utf8), "This is a PDF document."),
            (Array("PK".utf8), "This is a ZIP archive or an office document."),
            (Array("Rar!".utf8), "This is a RAR archive."),
            ([0x37, 0x7A, 0xBC, 0xAF], "This is a 7z archive."),
            (Array("ID3".utf8), "This is a sound file without pictures."),
            (Array("fLaC".utf8), "This is a sound file without pictures."),
            (Array("#!AMR".utf8), "This is a sound file without pictures."),
            (Array("DHAV".utf8), "This is a recorder's own format (DAV): export it as MP4 or AVI."),
            (Array("DHII".utf8), "This is a recorder's own format (DAV): export it as MP4 or AVI."),
            ([0x30, 0x26, 0xB2, 0x75], "This is a Windows Media file (ASF, WMV), which is not taken."),
            ([0x06, 0x0E, 0x2B, 0x34], "This is an MXF file, which is not taken."),
            (Array(".RMF".utf8), "This is a RealMedia file, which is not taken."),
            ([0x00, 0x00, 0x01, 0xB3], "These are MPEG pictures without a container."),
            ([0x00, 0x00, 0x00, 0x01], "These are pictures without a container."),
            ([0x00, 0x00, 0x01], "These are pictures without a container."),
        ]
        if let match = known.first(where: { head.starts(with: $0.0) }) { return match.1 }
        if head.starts(with: Array("RIFF".utf8)) {
            return "This is a RIFF file (sound or a picture) without a recording."
        }
        let text = String(decoding: head, as: UTF8.self)
        if text.hasPrefix("#EXTM3U") { return "This is a playlist that names other files, not a recording." }
        if text.hasPrefix("ffconcat") { return "This is a script that names other files, not a recording." }
        let isText = !head.contains { ($0 < 0x20 && ![9, 10, 12, 13].contains($0)) || $0 == 0x7F }
        return isText ? "This is a text file, not a recording." : "The file is of no kind that is known here."
    }
}
