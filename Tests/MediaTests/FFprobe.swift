import Foundation

/// What the ffprobe program says of a file: the judge that the worker is compared with.
struct FFprobe: Decodable {
    struct Format: Decodable {
        let duration: String?
        let startTime: String?

        var seconds: Double? { duration.flatMap(Double.init) }
        var start: Double { startTime.flatMap(Double.init) ?? 0 }
    }

    struct Stream: Decodable {
        let index: Int
        let codecType: String
        let codecName: String?
        let width: Int?
        let height: Int?
        let sampleRate: String?
        let channels: Int?
        let nbReadPackets: String
    }

    struct Packet: Decodable {
        let streamIndex: Int
        let ptsTime: String?
        let dtsTime: String?
        let durationTime: String?
        let flags: String
        let size: String

        var isKey: Bool { flags.hasPrefix("K") }
        /// Seconds; where the container tells only when a picture is decoded, that.
        var seconds: Double? { (ptsTime ?? dtsTime).flatMap(Double.init) }
    }

    let format: Format
    let streams: [Stream]
    let packets: [Packet]

    static func look(at file: URL) throws -> FFprobe {
        let arguments = [
            "ffprobe", "-v", "error", "-show_format", "-show_streams", "-show_packets", "-count_packets",
            "-probesize", "48M", "-analyzeduration", "40M", "-of", "json", file.path,
        ]
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(FFprobe.self, from: Fixture.run("/usr/bin/env", arguments))
    }

    /// Seconds from the start, of the first video stream.
    var keyframes: [Double] {
        keyPackets.compactMap(\.seconds).map { $0 - format.start }
    }

    /// Those of the first video stream.
    var keyPackets: [Packet] {
        let video = streams.first { $0.codecType == "video" }?.index
        return packets.filter { $0.streamIndex == video && $0.flags.hasPrefix("K") }
    }

    /// To the end of the last packet, from the start.
    var lastEnd: Double {
        let ends = packets.compactMap { packet in
            packet.seconds.map { $0 + (packet.durationTime.flatMap(Double.init) ?? 0) }
        }
        return (ends.max() ?? 0) - format.start
    }
}
