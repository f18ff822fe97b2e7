import Domain
import Foundation
import Logging
import Store

/// Reads every original again, one after the other, at a pace that disk and sessions do not notice, and holds it to its
/// digest: a disk that rots is found while the backups still have what it lost.
public struct Rehash: Sendable {
    let store: CheckStore
    let directory: FootageDirectory
    let settings: Settings
    let logger: Logger

    public struct Settings: Sendable {
        /// How old the last look at an original may be.
        let age: Duration
        /// Bytes a second; nil: as fast as it goes.
        let pace: Int64?

        public init(age: Duration, pace: Int64?) {
            self.age = age
            self.pace = pace
        }
    }

    public init(store: CheckStore, directory: FootageDirectory, settings: Settings, logger: Logger) {
        self.store = store
        self.directory = directory
        self.settings = settings
        self.logger = logger
    }

    private static let name = "rehash"
    /// What is known to be damaged is looked at again each day: somebody may have put it back.
    static let again: Duration = .seconds(86_400)

    public func loop(pulse: Pulse) -> DueLoop {
        DueLoop(name: Self.name, signal: WakeSignal(), pulse: pulse, allowance: .seconds(60), logger: logger) { now in
            let any = try await pass(now: now) { pulse.beat(Self.name, allowance: $0) }
            return now.addingTimeInterval(any ? 0.1 : 30)
        }
    }

    /// - Parameter beat: told how long the reading that begins may take.
    /// - Returns: whether there was an original to read.
    func pass(now: Date, beat: (Duration) -> Void) async throws -> Bool {
        let row = try await store.recordingToVerify(
            before: now.addingTimeInterval(-(settings.age / .seconds(1))),
            damagedBefore: now.addingTimeInterval(-(Self.again / .seconds(1))))
        guard let row else { return false }
        let slow = settings.pace.map { Double(row.size ?? 0) / Double($0) } ?? 0
        beat(.seconds(120 + 4 * slow + Double(row.size ?? 0) / 1_000_000))
        let damage = try await damage(of: row)
        try await store.noteVerified(row.id, damage: damage, now: Date())
        if let damage {
            logger.critical(
                "footage is damaged",
                metadata: ["recording": "\(row.id)", "check": "\(row.checkNo)", "damage": "\(damage)"])
        }
        return true
    }

    /// What is wrong with an original, in words; nil: it is what it was.
    func damage(of row: RecordingRow) async throws -> String? {
        try await Halt.offload { [directory, settings] halt in
            try directory.demandIdentity()
            let folder = directory.folder(row.path)
            guard access("\(folder)/\(row.original)", F_OK) == 0 else { return "The original is missing." }
            let pace = Pace(bytesPerSecond: settings.pace, halt: halt)
            let now = try Digest.of(file: "\(folder)/\(row.original)") { try pace.take($0) }
            guard now.sha256 != row.sha256 else { return nil }
            return Damage(row: row, folder: folder).words(now)
        }
    }
}

/// Lets blocking work take so many bytes a second.
private final class Pace: Sendable {
    private let bytesPerSecond: Int64?
    private let halt: Halt

    init(bytesPerSecond: Int64?, halt: Halt) {
        self.bytesPerSecond = bytesPerSecond
        self.halt = halt
    }

    func take(_ bytes: Int) throws {
        try halt.check()
        guard let bytesPerSecond else { return }
        // In short sleeps, so that a stop is not kept waiting.
        var rest = Double(bytes) / Double(bytesPerSecond)
        while rest > 0 {
            usleep(useconds_t(min(rest, 0.1) * 1_000_000))
            rest -= 0.1
            try halt.check()
        }
    }
}

/// Where an original is no longer what it was.
struct Damage {
    let row: RecordingRow
    let folder: String

    func words(_ now: Digest) -> String {
        let size = (try? BackupDirectory.size("\(folder)/\(row.original)")) ?? nil
        if let size, size != row.size {
            return "The original has \(size) bytes and should have \(row.size ?? 0)."
        }
        guard let manifest = FileManager.default.contents(atPath: "\(folder)/\(Manifest.fileName)"),
            manifest.sha256Hex == row.manifestSHA256,
            let before = try? CanonicalJSON.decode(Manifest.self, from: manifest).segments
        else { return "The original does not match its digest, and its manifest cannot say where." }
        let ranges = before.differing(from: now.segments)
        guard !ranges.isEmpty else {
            return
                "The original does not match its digest, and each of its segments its checksum: it was changed on purpose."
        }
        let bytes = ranges.map { "\($0.lowerBound)–\(min($0.upperBound, row.size ?? $0.upperBound))" }
        let places = seconds(ranges).map { "; in the film from \($0)" } ?? ""
        return "The original is damaged in its bytes \(bytes.joined(separator: ", "))\(places). The rest is as it was."
    }

    /// When pictures and sound are shown that lie in these bytes.
    private func seconds(_ ranges: [Range<Int64>]) -> String? {
        guard let file = try? SampleTableFile("\(folder)/\(IngestJob.samplesFile)"), file.table.fileSize == row.size
        else { return nil }
        var found: [(from: Double, to: Double)] = []
        for (place, track) in file.table.tracks.enumerated() where track.kind == .video {
            let start = file.table.start(of: track)
            try? file.each(of: place) { sample in
                guard
                    ranges.contains(where: { $0.overlaps(sample.offset..<(sample.offset + Int64(max(1, sample.size)))) }
                    )
                else { return }
                let at = Double(sample.decode + sample.shift - start) / Double(track.timescale)
                if let last = found.last, at - last.to < 1 {
                    found[found.count - 1] = (min(last.from, at), max(last.to, at))
                } else {
                    found.append((at, at))
                }
            }
        }
        guard !found.isEmpty else { return nil }
        return found.map { String(format: "%.1f s to %.1f s", max(0, $0.from), $0.to) }.joined(separator: ", ")
    }
}
