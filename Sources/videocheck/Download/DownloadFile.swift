import Foundation

/// A file that appears under its name only when it is whole: bytes gather in a part beside it.
struct DownloadFile: Sendable {
    let target: String
    let part: String

    /// - Parameter key: what is fetched; parts of different things never mix.
    init(target: String, key: String) {
        self.target = target
        let url = URL(fileURLWithPath: target)
        part = url.deletingLastPathComponent().appending(path: ".\(url.lastPathComponent).\(key).part").path
    }

    var partSize: Int64 {
        var status = stat()
        return stat(part, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Puts the whole part in place, durably; what stood there is replaced.
    func finish() throws {
        try Self.sync(part)
        guard rename(part, target) == 0 else { throw Self.failure(target) }
        try? Self.sync(URL(fileURLWithPath: target).deletingLastPathComponent().path)
    }

    /// Small things, whole in memory.
    static func write(_ bytes: Data, to target: String, say: Language) throws {
        let file = DownloadFile(target: target, key: String(getpid()))
        do {
            try bytes.write(to: URL(fileURLWithPath: file.part))
            try file.finish()
        } catch {
            unlink(file.part)
            throw Trouble(.refused, say("\(target) cannot be written.", "无法写入 \(target)。"))
        }
    }

    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private static func failure(_ path: String) -> Trouble {
        Trouble(.refused, "\(path): \(String(cString: strerror(errno)))")
    }
}
