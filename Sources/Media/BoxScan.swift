/// A walk over the top-level boxes of an MP4, header by header: what FFmpeg knows but does not tell.
struct BoxScan {
    private(set) var hasMovie = false
    private(set) var isFragmented = false
    /// The index comes before what it tells of, so that a player can begin at once.
    private(set) var isMovieFirst = false
    /// The last box says that it goes on beyond the end of the file.
    private(set) var isCutOff = false

    /// Ten hours in fragments of a tenth of a second, and two boxes for each, are 720,000.
    private static let maxBoxes = 2_000_000

    init(_ reader: DescriptorReader) {
        var offset: Int64 = 0
        var hasData = false
        for _ in 0..<Self.maxBoxes {
            let header = reader.bytes(at: offset, count: 16)
            guard header.count >= 8 else {
                // Fewer than eight bytes are no box, but some writers end on padding.
                isCutOff = !header.isEmpty && header.contains { $0 != 0 }
                return
            }
            var size = header[0..<4].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            switch String(decoding: header[4..<8], as: UTF8.self) {
            case "moov":
                hasMovie = true
                isMovieFirst = !hasData
            case "mdat": hasData = true
            case "moof": isFragmented = true
            default: break
            }
            if size == 0 { return }
            if size == 1 {
                guard header.count == 16, header[8] < 0x80 else { return }
                size = header[8..<16].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            }
            guard size >= 8 else { return }
            let (next, overflow) = offset.addingReportingOverflow(size)
            guard !overflow, next <= reader.size else {
                isCutOff = true
                return
            }
            if next == reader.size { return }
            offset = next
        }
    }
}
