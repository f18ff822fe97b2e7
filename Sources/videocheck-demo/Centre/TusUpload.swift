import Crypto
import Domain
import Foundation

/// A small tus 1.0 client: one file, chunk by chunk, each with its checksum.
struct TusUpload: Sendable {
    /// Bytes of one PATCH.
    static let chunk = 1 << 20

    let peer: HTTPPeer
    let metadata: [(name: String, value: String)]

    /// - Returns: the upload's id, the last part of its location.
    func send(_ file: URL) async throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        let size = try handle.seekToEnd()
        let pairs = metadata.map { "\($0.name) \(Data($0.value.utf8).base64EncodedString())" }
        let created = try HTTPPeer.checked(
            await peer.send(
                "POST", "/api/v1/uploads",
                headers: [
                    "Tus-Resumable": "1.0.0", "Upload-Length": "\(size)",
                    "Upload-Metadata": pairs.joined(separator: ","),
                ]), "POST /api/v1/uploads")
        guard let location = created.headers["location"], let id = location.split(separator: "/").last else {
            throw Fault(.damaged, "The upload was created without a Location.")
        }
        var offset: UInt64 = 0
        while offset < size {
            try handle.seek(toOffset: offset)
            let bytes = try handle.read(upToCount: Self.chunk) ?? Data()
            offset = try await patch(location, bytes, at: offset)
        }
        return String(id)
    }

    /// - Returns: the server's new offset.
    private func patch(_ location: String, _ bytes: Data, at offset: UInt64) async throws -> UInt64 {
        let digest = Data(SHA256.hash(data: bytes)).base64EncodedString()
        let answer = try HTTPPeer.checked(
            await peer.send(
                "PATCH", location,
                headers: [
                    "Tus-Resumable": "1.0.0", "Upload-Offset": "\(offset)",
                    "Content-Type": "application/offset+octet-stream",
                    "Upload-Checksum": "sha256 \(digest)",
                ], body: bytes), "PATCH \(location)")
        let expected = offset + UInt64(bytes.count)
        guard answer.headers["upload-offset"] == "\(expected)" else {
            throw Fault(
                .damaged,
                "After \(expected) bytes the server's Upload-Offset is "
                    + "\(answer.headers["upload-offset"] ?? "missing").")
        }
        return expected
    }
}
