/// Which container the bytes are, from the bytes alone: names and MIME types are the sender's words. We
/// look ourselves rather than let FFmpeg probe, because its probing would run hundreds of parsers over
/// bytes that nobody has checked.
enum ContainerProbe {
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
        if head.starts(with: [0x00, 0x00, 0x01, 0xBA]) { return .programStream }
        // A Hikvision recorder puts forty bytes of its own before the first pack.
        if head.starts(with: Array("IMKH".utf8)) { return .programStream }
        if head.starts(with: Array("RIFF".utf8)), hasKind(head, "AVI ") { return .avi }
        if head.count >= 9, head.starts(with: Array("FLV".utf8) + [1]), head[4] & 0xFA == 0 { return .flv }
        if head.starts(with: Array("OggS".utf8) + [0]) { return .ogg }
        if isTransportStream(head) { return .transportStream }
        throw .rejected(.container, "\(describe(head)) \(remedy)")
    }

    static let remedy =
        "Upload the recording itself as an MP4, MOV, MKV, WebM, AVI, FLV, Ogg, MPEG-TS or MPEG-PS file."

    /// A first box of a size that can be, and a type that files of this family begin with.
    private static func startsWithBox(_ head: [UInt8]) -> Bool {
        guard head.count >= 16 else { return false }
        let size = head[0..<4].reduce(0) { $0 << 8 | Int($1) }
        let types = ["ftyp", "moov", "mdat", "free", "skip", "wide", "styp", "moof", "sidx", "pnot", "uuid"]
        return (size >= 8 || size <= 1) && types.contains { head[4..<8].elementsEqual($0.utf8) }
    }

    static func hasKind(_ head: [UInt8], _ kind: String) -> Bool {
        head.count >= 12 && head[8..<12].elementsEqual(kind.utf8)
    }

    /// Sync bytes at an even distance: 188 bytes, 192 with the time stamps of a camcorder (M2TS), 204 with
    /// a broadcaster's check bytes. A file may begin within a packet, where its recorder was switched on.
    private static func isTransportStream(_ head: [UInt8]) -> Bool {
        let wanted = 5
        for distance in [188, 192, 204] {
            guard head.count >= distance * wanted else { continue }
            for first in 0..<distance {
                let places = stride(from: first, to: head.count, by: distance)
                if places.allSatisfy({ head[$0] == 0x47 }) { return true }
            }
        }
        return false
    }
}

/// The containers that are taken, each read by exactly one of FFmpeg's demuxers.
enum Container: Equatable {
    case mp4
    /// Matroska comes with its EBML document type, `matroska` or `webm`.
    case matroska(docType: String)
    case transportStream
    case programStream
    case avi
    case flv
    case ogg

    /// FFmpeg's name of the demuxer, to ask for it and to allow it.
    var demuxer: String {
        switch self {
        case .mp4: "mov"
        case .matroska: "matroska"
        case .transportStream: "mpegts"
        case .programStream: "mpeg"
        case .avi: "avi"
        case .flv: "flv"
        case .ogg: "ogg"
        }
    }

    /// MPEG's streams have no index, and their clock may start anew: a place in them is a byte.
    var isStream: Bool {
        switch self {
        case .transportStream, .programStream: true
        case .mp4, .matroska, .avi, .flv, .ogg: false
        }
    }
}
