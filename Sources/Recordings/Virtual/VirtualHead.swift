import Crypto
import Domain
import Foundation

/// The head of a whole recording's virtual MP4, made once at ingest and kept beside the original.
enum VirtualHead {
    static let file = "media.head"

    /// Writes the head durably.
    /// - Returns: its SHA-256, lower-case hex.
    static func write(_ table: SampleTableFile, in folder: String) throws -> String {
        let path = "\(folder)/\(file)"
        let part = path + ".part"
        let descriptor = try DurableFile.openFile(part, O_WRONLY | O_CREAT | O_TRUNC)
        var hasher = SHA256()
        do {
            defer { close(descriptor) }
            var place: Int64 = 0
            try VirtualMP4(whole: table).writeHead { bytes in
                hasher.update(data: bytes)
                try bytes.withUnsafeBytes { try DurableFile.writeAll($0, to: descriptor, at: place, part) }
                place += Int64(bytes.count)
            }
            try DurableFile.sync(descriptor, part)
        }
        try DurableFile.move(part, to: path)
        return Data(hasher.finalize()).hexadecimal
    }
}
