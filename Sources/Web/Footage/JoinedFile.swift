import Domain
import NIOCore
import Recordings

/// Files, parts of files and bytes, read as if they were one file.
struct JoinedFile: Sendable {
    private struct Part: Sendable {
        /// Where it begins in the whole.
        let start: Int64
        let length: Int64
        let source: Source
    }

    private enum Source: Sendable {
        case bytes(ByteBuffer)
        case file(OpenFile, at: Int64)
    }

    private let parts: [Part]
    let size: Int64

    /// - Throws: as `OpenFile.open`; `Fault(.damaged)` when a part of a file lies beyond its end.
    static func open(_ pieces: [Footage.Piece]) async throws -> JoinedFile {
        var files: [String: OpenFile] = [:]
        var parts: [Part] = []
        var size: Int64 = 0
        func add(_ source: Source, _ length: Int64) {
            if length > 0 { parts.append(Part(start: size, length: length, source: source)) }
            size += length
        }
        for piece in pieces {
            switch piece {
            case .bytes(let bytes): add(.bytes(ByteBuffer(bytes: bytes)), Int64(bytes.count))
            case .file(let path), .part(of: let path, _):
                let file: OpenFile
                if let known = files[path] { file = known } else { file = try await OpenFile.open(path) }
                files[path] = file
                guard case .part(_, let range) = piece else {
                    add(.file(file, at: 0), file.size)
                    continue
                }
                guard range.upperBound <= file.size else {
                    throw Fault(.damaged, "The original is shorter than its sample table says: run videocheckd fsck.")
                }
                add(.file(file, at: range.lowerBound), range.upperBound - range.lowerBound)
            }
        }
        return JoinedFile(parts: parts, size: size)
    }

    /// Up to `count` bytes from `offset`, at least one; as many as one part gives in one read.
    func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        var (low, high) = (0, parts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if parts[middle].start <= offset { low = middle } else { high = middle }
        }
        let part = parts[low]
        let inside = offset - part.start
        let wanted = Int(min(Int64(count), part.length - inside))
        switch part.source {
        case .file(let file, let start): return try await file.read(at: start + inside, count: wanted)
        case .bytes(let bytes):
            return bytes.getSlice(at: bytes.readerIndex + Int(inside), length: wanted) ?? ByteBuffer()
        }
    }
}
