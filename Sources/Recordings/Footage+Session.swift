import Domain
import Foundation
import MediaJobs
import Store
import Synchronization

extension Footage {
    /// A session's recordings on one clock.
    public struct Session: Sendable {
        public struct Segment: Sendable {
            public let recording: RecordingRow
            /// On the session's clock, seconds.
            public let place: Range<Double>
        }

        public let segments: [Segment]
        /// All of it as one MP4.
        public let file: File

        /// Where nothing was recorded for longer than a second.
        public var gaps: [Range<Double>] {
            zip(segments, segments.dropFirst()).compactMap { before, next in
                next.place.lowerBound - before.place.upperBound > 1
                    ? before.place.upperBound..<next.place.lowerBound : nil
            }
        }
    }

    /// What was recorded of a check's session, in the order it began.
    /// - Throws: `Fault(.notFound)` where nothing can be played, `Fault(.unsupported)` where it is no one film.
    public func session(_ check: ID<Check>) async throws -> Session {
        let story = try await store.story(check)
        let rows = try story.recordings.filter { row in
            try row.kind == "session" && row.state == .ready && describe(row).report?.samplesOf != nil
        }
        guard let first = rows.first else {
            throw Fault(.notFound, "\(story.check.checkNo) has no footage of a session that can be played as one film.")
        }
        var isLive = false
        if case .live? = story.check.state.session?.begin.capture { isLive = true }
        let begins = rows.map { isLive ? $0.madeAt.timeIntervalSince(first.madeAt) : nil }
        let key = zip(rows, begins).map { row, begins in
            "\(row.id) \(row.sha256 ?? "") \(row.playableSHA256 ?? "") \(begins ?? -1)"
        }.joined(separator: "\n")
        let made = try await heads.head(key) {
            var segments: [SessionFilm.Segment] = []
            for (row, begins) in zip(rows, begins) {
                // Reading its directory finds a torn table, which is then made again.
                segments.append(SessionFilm.Segment(table: try await reading(row) { $0 }, begins: begins))
            }
            return try await Offload.run { [segments] in
                let session = try SessionFilm(segments)
                var head: [UInt8] = []
                try session.film.writeHead { head += $0 }
                return HeadCache.Head(
                    bytes: head, places: session.places, tag: "v-" + Data((key + Data(head).sha256Hex).utf8).sha256Hex)
            }
        }
        let sources = try rows.compactMap { row in try describe(row).report.map { samplesSource(row, $0) } }
        let file = File(
            pieces: [.bytes(made.bytes)] + sources.map { .file($0) }, mediaType: "video/mp4",
            tag: made.tag, name: "\(story.check.checkNo).mp4")
        return Session(
            segments: zip(rows, made.places).map { Session.Segment(recording: $0, place: $1) }, file: file)
    }
}

/// Heads of films that are on no disk, kept for the next of a player's many ranges.
final class HeadCache: Sendable {
    struct Head: Sendable {
        let bytes: [UInt8]
        let places: [Range<Double>]
        let tag: String
    }

    private static let mostBytes = 32 << 20
    private let held = Mutex<[(key: String, head: Head)]>([])

    func head(_ key: String, _ make: () async throws -> Head) async throws -> Head {
        if let known = held.withLock({ $0.first { $0.key == key }?.head }) { return known }
        let fresh = try await make()
        held.withLock { held in
            held.append((key, fresh))
            while held.count > 1, held.reduce(0, { $0 + $1.head.bytes.count }) > Self.mostBytes { held.removeFirst() }
        }
        return fresh
    }
}
