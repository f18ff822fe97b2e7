import Domain
import Foundation
import MediaJobs

/// A sample table on disk, read a block at a time; what is damaged in it is a fault of that recording.
final class SampleTableFile: Sendable {
    let table: SampleTable
    private let descriptor: Int32
    private let path: String

    /// - Throws: `Fault(.damaged)` when the table is missing, torn or says what cannot be.
    init(_ path: String) throws {
        self.path = path
        let descriptor = try DurableFile.openFile(path, O_RDONLY)
        do {
            table = try Self.told(path) {
                try SampleTable(size: DurableFile.size(descriptor)) { try Self.bytes(descriptor, $0, $1) }
            }
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func samples(of block: SampleBlock) throws -> [Sample] {
        try Self.told(path) { try table.samples(of: block) { try Self.bytes(descriptor, $0, $1) } }
    }

    func verify() throws {
        try Self.told(path) { try table.verify { try Self.bytes(descriptor, $0, $1) } }
    }

    /// Every sample of a track, in decode order.
    func each(of track: Int, _ body: (Sample) throws -> Void) throws {
        for block in table.blocks where block.track == track {
            for sample in try samples(of: block) { try body(sample) }
        }
    }

    private static func told<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as MediaJobError {
            throw Fault(
                .damaged, "The sample table \((path as NSString).lastPathComponent) is damaged: \(error.description)")
        }
    }

    private static func bytes(_ descriptor: Int32, _ place: Int64, _ count: Int) throws -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, off_t(place) + filled)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { return }
                filled += got
            }
        }
        guard failure == 0 else {
            throw Fault(.unavailable, "A sample table cannot be read: \(String(cString: strerror(failure))).")
        }
        return bytes
    }
}
