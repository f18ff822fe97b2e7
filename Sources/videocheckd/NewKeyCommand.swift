import ArgumentParser
import Domain
import Foundation

struct NewKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-key",
        abstract: "Make a keys file with one fresh key. A file that exists is never touched.")
    @Argument(help: "The file to make, for keys.file.") var file: String

    func run() async throws {
        try await orExplain { try Self.make(file) }
        print(
            "\(file): made, readable by its owner only. Keep a copy in a safe place: without it sealed numbers are lost."
        )
    }

    private static func make(_ path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(
                .invalid,
                errno == EEXIST
                    ? "\(path) is there already and stays as it is: a lost key cannot be made again."
                    : "\(path) cannot be made: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        var generator = SystemRandomNumberGenerator()
        let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        let line = Array("k1 \(key.base64EncodedString())\n".utf8)
        let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard written == line.count, fsync(descriptor) == 0 else {
            unlink(path)
            throw Fault(.unavailable, "\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
    }
}
