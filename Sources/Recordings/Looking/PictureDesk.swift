import Domain
import Foundation
import MediaJobs
import Store
import Synchronization

/// Has pictures taken by the worker while somebody waits: a few at a time, and never more waiting than a page of
/// thumbnails needs.
public final class PictureDesk: Sendable {
    private let worker: WorkerProcess
    private let places: Mutex<Places>

    private struct Places {
        var free: Int
        var waiting: [CheckedContinuation<Void, any Error>] = []
    }

    private static let mostWaiting = 200

    /// - Parameter atOnce: how many workers may run side by side.
    public init(worker: WorkerProcess, atOnce: Int = 2) {
        self.worker = worker
        places = Mutex(Places(free: atOnce))
    }

    struct Taken: Sendable {
        let jpeg: Data
        /// Pixels, of each picture.
        let width: Int
        let height: Int
    }

    /// - Parameters:
    ///   - film: of the pictures that are wanted, and those that they need.
    ///   - source: the file that its samples lie in.
    ///   - folder: where files without a name may be written.
    /// - Throws: `Fault(.unsupported)` when they cannot be decoded, `.unavailable` when too many wait, `.damaged`.
    func take(
        _ layout: MediaJob.Pictures.Layout, of film: VirtualMP4, source: String, folder: String
    ) async throws -> Taken {
        try await take(MediaJob.Pictures(layout: layout, parts: film.parts)) {
            try Files(film, source: source, folder: folder)
        }
    }

    /// The picture that is shown at a moment of a file that has no table of samples.
    /// - Parameter seconds: from its start.
    func take(at seconds: Double, of source: String, folder: String) async throws -> Taken {
        try await take(MediaJob.Pictures(layout: .seek(to: seconds), parts: [])) {
            try Files(nil, source: source, folder: folder)
        }
    }

    private func take(
        _ pictures: MediaJob.Pictures, _ open: @escaping @Sendable () throws -> Files
    ) async throws -> Taken {
        try await enter()
        defer { leave() }
        let files = try await Offload.run(open)
        defer { files.close() }
        let job = MediaJob(pictures)
        switch try await worker.take(job, source: files.source, head: files.head, picture: files.picture) {
        case .pictures(let width, let height, _):
            let jpeg = try await Offload.run { try Data(files.picture) }
            return Taken(jpeg: jpeg, width: width, height: height)
        case .rejected(_, let reason): throw Fault(.unsupported, reason)
        case .report: throw Fault(.damaged, "The media worker answered what was not asked.")
        }
    }

    /// Makes a recording's derived files again, as one of those that wait.
    func remake(_ row: RecordingRow, store: CheckStore, folder: String) async throws {
        try await enter()
        defer { leave() }
        try await IngestJob(row: row, store: store, folder: folder, worker: worker).remake()
        try await store.alarm("derived_files_remade", about: row.id.description, now: Date())
    }

    private func enter() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let answer: Result<Void, any Error>? = places.withLock { places in
                if places.free > 0 {
                    places.free -= 1
                    return .success(())
                }
                guard places.waiting.count < Self.mostWaiting else {
                    return .failure(
                        Fault(.unavailable, "Too many pictures are asked for at once: ask again in a moment."))
                }
                places.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    private func leave() {
        let next = places.withLock { places in
            if places.waiting.isEmpty {
                places.free += 1
                return nil as CheckedContinuation<Void, any Error>?
            }
            return places.waiting.removeFirst()
        }
        next?.resume()
    }
}

/// The descriptors of one job; head and picture have no name and go with their descriptors.
private struct Files: Sendable {
    let source: Int32
    let head: Int32
    let picture: Int32

    /// - Parameter film: whose head is written; nil: the head stays empty.
    init(_ film: VirtualMP4?, source path: String, folder: String) throws {
        source = try DurableFile.openFile(path, O_RDONLY)
        head = Self.nameless(folder)
        picture = Self.nameless(folder)
        guard head >= 0, picture >= 0 else {
            close()
            throw Fault(.unavailable, "A picture needs room beside the footage, and there is none.")
        }
        do {
            var place: Int64 = 0
            try film?.writeHead { [head] bytes in
                try bytes.withUnsafeBytes { try DurableFile.writeAll($0, to: head, at: place, folder) }
                place += Int64(bytes.count)
            }
        } catch {
            close()
            throw error
        }
    }

    private static func nameless(_ folder: String) -> Int32 {
        // mkostemp would be one call, and Swift does not see it. A crash between the two leaves a `.part` behind.
        let path = "\(folder)/picture-\(UUID().uuidString).part"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { unlink(path) }
        return descriptor
    }

    func close() {
        for descriptor in [source, head, picture] where descriptor >= 0 { Glibc.close(descriptor) }
    }
}

extension Data {
    /// All of a file that is open.
    fileprivate init(_ descriptor: Int32) throws {
        let size = try DurableFile.size(descriptor)
        var bytes = [UInt8](repeating: 0, count: Int(size))
        let taken = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard taken == bytes.count else { throw Fault(.unavailable, "A picture that was taken cannot be read.") }
        self.init(bytes)
    }
}
