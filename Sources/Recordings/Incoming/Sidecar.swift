// The wire's own names stand in the form below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Domain
import Foundation

/// What a recorder says about a file, in JSON beside it: `{"check": "C2026-00017", "kind": "session", …}`. What else it
/// says is kept with the file and not used.
struct Sidecar: Decodable, Equatable {
    /// A check's number or id.
    let check: String
    let kind: Kind?
    let started_at: Date?
    let note: String?

    enum Kind: String, Choice {
        case session, evidence
    }

    static let mostBytes = 64 << 10

    /// - Throws: `Fault(.invalid)` saying what is wrong with it.
    init(json: Data) throws {
        do {
            self = try CanonicalJSON.decode(Self.self, from: json)
        } catch {
            throw Fault(decoding: error, of: "sidecar")
        }
    }

    /// Reads the sidecar at a path.
    /// - Throws: `Fault(.invalid)` when it is none, `Fault(.unavailable)` when it cannot be read.
    static func read(_ path: FolderPath, in directory: WatchedDirectory) throws -> (sidecar: Sidecar, text: String) {
        let descriptor = try directory.openFile(path)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: mostBytes + 1)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count, off_t(count))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw Fault(.unavailable, FolderScan.words(errno)) }
            if got == 0 { break }
            count += got
        }
        guard count <= mostBytes else {
            throw Fault(.invalid, "The sidecar is larger than \(mostBytes) bytes.")
        }
        // Some programs write a byte order mark before their JSON.
        var data = Data(bytes[..<count])
        if data.starts(with: [0xEF, 0xBB, 0xBF]) { data.removeFirst(3) }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Fault(.invalid, "The sidecar is no UTF-8 text.")
        }
        return (try Sidecar(json: Data(text.utf8)), text)
    }
}
