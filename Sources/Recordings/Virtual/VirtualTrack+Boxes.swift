import MediaJobs

// ISO/IEC 14496-12: 8.3 tracks, 8.4 media, 8.5 sample tables, 8.6 times and edits, 8.7 places.
extension VirtualTrack {
    /// Whether places need 64 bits, and the movie's own units a second.
    struct Frame {
        let isWide: Bool
        let timescale: Int64
        /// From a place in the original to one in the virtual file.
        let place: (Int64) -> Int64
    }

    /// Movie units, rounded to the nearest.
    private func scaled(_ time: Int64, _ frame: Frame) -> Int64 {
        Int64((Double(time) * Double(frame.timescale) / Double(track.timescale)).rounded())
    }

    /// How long the track is on the player's clock, its late beginning included.
    func length(_ frame: Frame) -> Int64 { scaled(wait, frame) + scaled(shown, frame) }

    func trackLength(_ frame: Frame) -> Int64 { 8 + Self.header + editLength + mediaLength(frame) }

    func writeTrack(number: Int64, _ frame: Frame, to out: inout BoxOutput) throws {
        try out.box("trak", trackLength(frame))
        try writeHeader(number, frame, to: &out)
        try writeEdits(frame, to: &out)
        try out.box("mdia", mediaLength(frame))
        try writeMediaHeader(to: &out)
        try writeHandler(to: &out)
        try out.box("minf", infoLength(frame))
        if track.kind == .video {
            try out.fullBox("vmhd", 20, flags: 1)
            try out.zeros(8)
        } else {
            try out.fullBox("smhd", 16)
            try out.zeros(4)
        }
        try out.box("dinf", 36)
        try out.fullBox("dref", 28)
        try out.u32(1)
        // The bytes are in this file.
        try out.fullBox("url ", 12, flags: 1)
        try out.box("stbl", tableLength(frame))
        try writeTables(frame, to: &out)
    }

    private static let header: Int64 = 104
    private static let handler: Int64 = 45

    private func mediaLength(_ frame: Frame) -> Int64 { 8 + 44 + Self.handler + infoLength(frame) }

    private func infoLength(_ frame: Frame) -> Int64 { 8 + (track.kind == .video ? 20 : 16) + 36 + tableLength(frame) }

    private func writeHeader(_ number: Int64, _ frame: Frame, to out: inout BoxOutput) throws {
        // Enabled, in the movie.
        try out.fullBox("tkhd", Self.header, version: 1, flags: 3)
        try out.zeros(16)
        try out.u32(number)
        try out.u32(0)
        try out.u64(length(frame))
        try out.zeros(8)
        try out.u16(0)
        try out.u16(track.kind == .audio ? 1 : 0)
        try out.u16(track.kind == .audio ? 0x100 : 0)
        try out.u16(0)
        for cell in track.matrix { try out.u32(Int64(cell)) }
        try out.u32(Int64(track.width) << 16)
        try out.u32(Int64(track.height) << 16)
    }

    private func writeMediaHeader(to out: inout BoxOutput) throws {
        try out.fullBox("mdhd", 44, version: 1)
        try out.zeros(16)
        try out.u32(track.timescale)
        try out.u64(tally.duration)
        let letters = track.language.utf8.reduce(0) { $0 << 5 | (Int($1) - 0x60) & 31 }
        try out.u16(letters)
        try out.u16(0)
    }

    private func writeHandler(to out: inout BoxOutput) throws {
        try out.fullBox("hdlr", Self.handler)
        try out.u32(0)
        try out.raw((track.kind == .video ? "vide" : "soun").utf8)
        try out.zeros(12)
        try out.raw("VideoCheck".utf8)
        try out.zeros(3)
    }
}

// MARK: Edits

extension VirtualTrack {
    /// A track that begins later than the player's clock is preceded by nothing; one that begins earlier is entered where
    /// it is asked for.
    private var edits: [Edit] {
        let film = Edit(length: shown, media: entry)
        return wait > 0 ? [Edit(length: wait, media: -1), film] : [film]
    }

    private struct Edit {
        /// In units of the track.
        let length: Int64
        /// Where in the media it is entered; -1: nothing is shown.
        let media: Int64
    }

    private var editLength: Int64 { hasEdits ? 8 + 16 + 20 * Int64(edits.count) : 0 }

    private func writeEdits(_ frame: Frame, to out: inout BoxOutput) throws {
        guard hasEdits else { return }
        try out.box("edts", editLength)
        try out.fullBox("elst", editLength - 8, version: 1)
        try out.u32(Int64(edits.count))
        for edit in edits {
            try out.u64(scaled(edit.length, frame))
            try out.u64(edit.media)
            try out.u32(1 << 16)
        }
    }
}
