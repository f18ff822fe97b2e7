import Domain
import Foundation
import MediaJobs

/// Which pictures tell what a recording shows: evenly spread, each a keyframe, on one sheet, and a WebVTT file that says
/// which is where.
struct Storyboard {
    static let sheetFile = "storyboard.jpg"
    static let cuesFile = "storyboard.vtt"
    static let columns = 10
    static let side = 160
    private static let most = 100
    private static let leastSeconds = 2.0

    /// The keyframes on the sheet, in the order of time, each once.
    let samples: [Sample]
    /// Of each stretch of equal length: which picture stands for it.
    let places: [Int]
    let stretchSeconds: Double
    let durationSeconds: Double

    /// - Throws: `Fault(.damaged)`; `Fault(.unsupported)` for a recording without a picture to begin with.
    init(_ file: SampleTableFile, durationSeconds: Double) throws {
        guard let place = file.table.tracks.firstIndex(where: { $0.kind == .video }) else {
            throw Fault(.unsupported, "The recording has no pictures.")
        }
        let track = file.table.tracks[place]
        var keys: [Sample] = []
        for block in file.table.blocks where block.track == place && block.keys > 0 {
            keys += try file.samples(of: block).filter(\.isKey)
        }
        guard !keys.isEmpty else { throw Fault(.unsupported, "The recording has no picture that stands by itself.") }
        let count = min(Self.most, max(1, Int((durationSeconds / Self.leastSeconds).rounded(.up))))
        stretchSeconds = max(durationSeconds, 0.001) / Double(count)
        self.durationSeconds = durationSeconds
        let start = file.table.start(of: track)
        var (samples, places): ([Sample], [Int]) = ([], [])
        var at = 0
        for stretch in 0..<count {
            let middle = start + Int64((Double(stretch) + 0.5) * stretchSeconds * Double(track.timescale))
            while at + 1 < keys.count, keys[at + 1].presentation <= middle { at += 1 }
            if samples.last != keys[at] { samples.append(keys[at]) }
            places.append(samples.count - 1)
        }
        self.samples = samples
        self.places = places
    }

    /// The cues: from when to when, and where on the sheet (Media Fragments, `#xywh=`).
    func cues(width: Int, height: Int) -> String {
        let cues = places.enumerated().map { stretch, place in
            let from = Double(stretch) * stretchSeconds
            let to = stretch + 1 == places.count ? durationSeconds : from + stretchSeconds
            let (left, top) = (place % Self.columns * width, place / Self.columns * height)
            return
                "\(WebVTT.time(from)) --> \(WebVTT.time(to))\n\(Self.sheetFile)#xywh=\(left),\(top),\(width),\(height)\n"
        }
        return "WEBVTT\n\n" + cues.joined(separator: "\n")
    }
}

/// Web Video Text Tracks (W3C).
public enum WebVTT {
    /// `00:01:02.345`
    public static func time(_ seconds: Double) -> String {
        let all = Int((max(0, seconds) * 1000).rounded())
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return
            "\(digits(all / 3_600_000, 2)):\(digits(all / 60_000 % 60, 2)):\(digits(all / 1000 % 60, 2)).\(digits(all % 1000, 3))"
    }

    /// Text as a cue may hold it: one line, without what would be markup.
    public static func text(_ words: String) -> String {
        words.split(whereSeparator: \.isNewline).joined(separator: " ")
            .replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
