import Crypto
import Domain
import Foundation
import Logging
import Store
import Synchronization

/// Bytes in, by tus 1.0 (core, creation, creation-defer-length, checksum, termination). An upload is a recording whose bytes are
/// still arriving: they go straight to where the original will stay.
///
/// Invariants: the offset is the file's length after `fdatasync`, nothing else remembers it; a chunk with a checksum is
/// verified before a byte of it counts; one request at a time writes to an upload.
public struct Uploads: Sendable {
    let store: CheckStore
    let directory: FootageDirectory
    let logger: Logger
    /// Bytes of the footage disk that are kept for recorders that run.
    let reserve: Int64
    private let writing = Writing()

    /// Bounds, as `OPTIONS` tells them.
    public static let maximumSize: Int64 = 64 << 30
    public static let maximumChecked = 8 << 20

    public init(store: CheckStore, directory: FootageDirectory, logger: Logger, reserve: Int64 = 0) {
        self.store = store
        self.directory = directory
        self.logger = logger
        self.reserve = reserve
    }

    public struct Status: Sendable, Equatable {
        public let offset: Int64
        /// Nil while it is not known.
        public let length: Int64?
    }

    public enum Algorithm: String, Choice {
        case sha1, sha256, md5
    }

    public enum Appended: Sendable, Equatable {
        case stored(Status)
        /// The offset is not where the file ends: nothing was taken.
        case stale(Status)
        case checksumMismatch(Status)
    }

    /// Announces an upload; nothing but its row and an empty file is there yet.
    /// - Parameter length: bytes, nil when it will be said later.
    /// - Throws: `Fault(.notFound)` for an unknown check, `Fault(.conflict)` for a sealed one, `Fault(.tooLarge)`,
    ///   `Fault(.full)`.
    public func create(
        check: ID<Check>, filename: String, kind: String, length: Int64?, now: Date
    ) async throws -> RecordingRow {
        try Self.demandBound(length)
        try await demandRoom(length)
        let row = try await store.addRecording(
            to: check, filename: filename, kind: kind,
            original: "original." + FootageDirectory.fileExtension(for: filename), length: length, now: now)
        try await Offload.run { [directory] in
            try directory.makeFolder(row.path)
            close(try DurableFile.openFile(directory.folder(row.path) + "/" + row.original, O_RDWR | O_CREAT))
            try DurableFile.syncDirectory(directory.folder(row.path))
        }
        if length == 0 { try await store.finishUpload(row.id, size: 0, now: now) }
        return row
    }

    /// A file that is complete elsewhere can wait; a recorder that runs cannot, and may use the reserve.
    private func demandRoom(_ length: Int64?) async throws {
        let free = try await Offload.run { [directory] in
            try directory.demandIdentity()
            return try directory.free()
        }
        guard let length else {
            guard free > 0 else { throw Fault(.full, "The footage disk is full: free space, then begin again.") }
            return
        }
        guard free - length >= reserve else {
            throw Fault(
                .full,
                "The footage disk has \(free >> 20) MB free and keeps \(reserve >> 20) MB of them for sessions: free space, then send these \(length >> 20) MB again."
            )
        }
    }

    /// Where to go on. What it says is durable.
    public func status(_ id: ID<Recording>) async throws -> Status {
        let row = try await known(id)
        guard row.state == .uploading else { return Status(offset: row.size ?? 0, length: row.size) }
        let end = try await durableLength(row)
        // Every byte had arrived when the daemon died, before it could say so: the sender will not send again.
        if end == row.length { try await store.finishUpload(id, size: end, now: Date()) }
        return Status(offset: end, length: row.length)
    }

    /// Takes bytes at `offset` and answers once they are durable.
    /// - Parameters:
    ///   - declared: `Upload-Length` sent with this request.
    ///   - checksum: of this request's whole body.
    /// - Throws: `Fault(.conflict)` while another request writes, `.tooLarge` past a bound, `.unavailable` on disk trouble;
    ///   what had become durable by then counts.
    public func append<Body: AsyncSequence>(
        _ id: ID<Recording>, at offset: Int64, declared: Int64?, checksum: (Algorithm, Data)?, body: Body
    ) async throws -> Appended where Body.Element == [UInt8] {
        try Self.demandBound(declared)
        try writing.enter(id)
        defer { writing.leave(id) }
        let row = try await known(id)
        guard row.state == .uploading else {
            return .stale(Status(offset: row.size ?? 0, length: row.size))
        }
        let end = try await durableLength(row)
        guard offset == end else {
            try await alarmIfForeign(row, offset, end, checksum, body)
            return .stale(Status(offset: end, length: row.length))
        }
        if let declared {
            guard declared >= end else {
                throw Fault(
                    .invalid, "Upload-Length \(declared) is less than the \(end) bytes that are here.",
                    field: "Upload-Length")
            }
            try await store.declareLength(declared, of: id)
        }
        let length = declared ?? row.length
        let sink = try Sink(path: path(row), at: end, room: (length ?? Self.maximumSize) - end)
        let status: Status
        if let checksum {
            guard let bytes = try await verified(body, checksum, room: sink.room) else {
                return .checksumMismatch(Status(offset: end, length: length))
            }
            try await sink.take(bytes)
            status = Status(offset: try await sink.settle(), length: length)
        } else {
            status = Status(offset: try await stream(body, into: sink), length: length)
        }
        if row.size == nil, status.offset > 0 { try await store.noteDurable(status.offset, of: id) }
        FailPoint.reach("upload.durable")
        if status.offset == length { try await store.finishUpload(id, size: status.offset, now: Date()) }
        return .stored(status)
    }

    /// Ends an upload that stopped short. Its bytes are kept; ingest puts them into quarantine, and nothing waits for the
    /// rest any more.
    /// - Throws: `Fault(.notFound)` for one that is unknown or was ended before; `Fault(.conflict)` for one that is
    ///   complete, or that a request is writing to at this moment.
    public func abandon(_ id: ID<Recording>, by actor: Actor, note: String?, now: Date) async throws {
        try writing.enter(id)
        defer { writing.leave(id) }
        let row = try await known(id)
        if row.state == .uploading {
            let end = try await durableLength(row)
            if end == row.length {
                try await store.finishUpload(id, size: end, now: now)
            } else if try await store.abandonUpload(id, size: end, by: actor, note: note, now: now) {
                logger.notice(
                    "an upload was ended before its end", metadata: ["recording": "\(id)", "size": "\(end)"])
                return
            }
        }
        throw Fault(.conflict, "\(id) is complete, so there is no upload to end: its bytes are kept.", field: "id")
    }

    /// Bytes that are here, and when the last of them came.
    public func progress(_ row: RecordingRow) async throws -> (size: Int64, lastAt: Date?) {
        let path = path(row)
        return try await Offload.run {
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let size = attributes[.size] as? Int64, size > 0
            else { return (0, nil) }
            return (size, attributes[.modificationDate] as? Date)
        }
    }

    /// - Throws: `Fault(.notFound)` also for an upload that was ended early: tus knows it no longer.
    private func known(_ id: ID<Recording>) async throws -> RecordingRow {
        let row = try await store.recording(id)
        guard !row.isAbandoned else {
            throw Fault(.notFound, "The upload \(id) was ended before its end: begin another one.", field: "id")
        }
        return row
    }

    /// A body that breaks off leaves what had arrived, durable, and then fails.
    private func stream<Body: AsyncSequence>(_ body: Body, into sink: Sink) async throws -> Int64
    where Body.Element == [UInt8] {
        do {
            var gathered: [UInt8] = []
            for try await piece in body {
                gathered += piece
                if gathered.count >= 1 << 20 {
                    try await sink.take(gathered)
                    gathered.removeAll(keepingCapacity: true)
                }
            }
            try await sink.take(gathered)
        } catch {
            _ = try await sink.settle()
            throw error
        }
        return try await sink.settle()
    }

    private func verified<Body: AsyncSequence>(
        _ body: Body, _ checksum: (Algorithm, Data), room: Int64
    ) async throws -> [UInt8]? where Body.Element == [UInt8] {
        let bound = min(Int64(Self.maximumChecked), room)
        var bytes: [UInt8] = []
        for try await piece in body {
            bytes += piece
            guard Int64(bytes.count) <= bound else {
                throw Fault(
                    .tooLarge,
                    "A chunk with a checksum has at most \(Self.maximumChecked) bytes and no more than the upload still lacks (\(room))."
                )
            }
        }
        return Self.digest(bytes, checksum.0) == checksum.1 ? bytes : nil
    }

    private static func digest(_ bytes: [UInt8], _ algorithm: Algorithm) -> Data {
        switch algorithm {
        case .sha1: Data(Insecure.SHA1.hash(data: bytes))
        case .sha256: Data(SHA256.hash(data: bytes))
        case .md5: Data(Insecure.MD5.hash(data: bytes))
        }
    }

    /// A stale chunk whose bytes differ from those on disk is no repetition: someone else's footage, or a broken sender.
    private func alarmIfForeign<Body: AsyncSequence>(
        _ row: RecordingRow, _ offset: Int64, _ end: Int64, _ checksum: (Algorithm, Data)?, _ body: Body
    ) async throws where Body.Element == [UInt8] {
        guard let checksum, offset >= 0, offset < end else { return }
        var count = 0
        for try await piece in body {
            count += piece.count
            guard count <= Self.maximumChecked else { return }
        }
        guard Int64(count) <= end - offset, count > 0 else { return }
        let path = path(row)
        let wanted = count
        let held = try await Offload.run { try Sink.read(path, at: offset, count: wanted) }
        guard Self.digest(held, checksum.0) != checksum.1 else { return }
        logger.error(
            "other bytes were sent for a place that is taken",
            metadata: ["recording": "\(row.id)", "offset": "\(offset)", "count": "\(count)"])
        try await store.alarm("foreign_bytes", about: row.id.description, now: Date())
    }

    private func durableLength(_ row: RecordingRow) async throws -> Int64 {
        let path = path(row)
        let directory = directory
        return try await Offload.run {
            try directory.makeFolder(row.path)
            let descriptor = try DurableFile.openFile(path, O_RDWR | O_CREAT)
            defer { close(descriptor) }
            try DurableFile.sync(descriptor, path)
            return try DurableFile.size(descriptor)
        }
    }

    private func path(_ row: RecordingRow) -> String { directory.folder(row.path) + "/" + row.original }

    private static func demandBound(_ length: Int64?) throws {
        guard let length else { return }
        guard (0...maximumSize).contains(length) else {
            throw Fault(
                .tooLarge, "Upload-Length \(length) is outside 0…\(maximumSize) bytes: split the recording.",
                field: "Upload-Length")
        }
    }

    /// Who is writing to what.
    private final class Writing: Sendable {
        private let ids = Mutex<Set<ID<Recording>>>([])

        func enter(_ id: ID<Recording>) throws {
            guard ids.withLock({ $0.insert(id).inserted }) else {
                throw Fault(
                    .conflict, "Another request is writing to \(id): wait for its end, then ask for the offset.")
            }
        }

        func leave(_ id: ID<Recording>) { ids.withLock { _ = $0.remove(id) } }
    }
}
