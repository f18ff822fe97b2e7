import Crypto
import Domain
import Foundation
import Outbound

/// A large answer fetched by ranges of one unchanging representation, resumed from a part, verified before it counts.
struct Download: Sendable {
    let desk: Desk
    let path: String
    /// What is shown beside the bar.
    let name: String

    private static let piece: Int64 = 8 << 20
    private static let patience: Duration = .seconds(600)

    struct Shape: Sendable {
        let size: Int64
        let etag: String
        /// SHA-256 in hex, where the entity tag is one.
        var digest: String? {
            let bare = etag.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            return bare.count == 64 && bare.hexadecimalBytes != nil ? bare : nil
        }
    }

    func shape() async throws -> Shape {
        let answer = try await desk.api.send(.head, path)
        guard answer.status == 200 else {
            // A HEAD's refusal has no words; a GET of nothing has.
            let words = try await desk.api.send(.get, path, headers: [("Range", "bytes=0-0")])
            throw Problem(words, desk.say).trouble(server: desk.api.server)
        }
        guard let size = answer.header("content-length").flatMap({ Int64($0) }), let etag = answer.header("etag")
        else {
            throw Trouble(
                .refused,
                desk.say("The server names no size and entity tag for \(name).", "服务器未给出 \(name) 的大小和实体标签。"))
        }
        return Shape(size: size, etag: etag)
    }

    /// - Returns: the SHA-256 of what was saved, in hex.
    func save(_ shape: Shape, to file: DownloadFile, digest: String?) async throws -> String {
        let descriptor = open(file.part, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw Trouble(
                .refused, desk.say("\(file.target) cannot be written: \(reason).", "无法写入 \(file.target)：\(reason)。"))
        }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw Trouble(.later, desk.say("Another videocheck is fetching it.", "另一个 videocheck 正在下载它。"))
        }
        var start = file.partSize
        if start > shape.size {
            guard ftruncate(descriptor, 0) == 0 else { throw failed(file.target) }
            start = 0
        }
        var hash = SHA256()
        try rehash(file.part, upTo: start, &hash)
        if start > 0 {
            let (there, all) = (Figures.size(start), Figures.size(shape.size))
            desk.out.note(desk.say("\(name): \(there) of \(all) are here already.", "\(name)：本地已有 \(there)（共 \(all)）。"))
        }
        let progress = Progress(
            name: name, start: start, total: shape.size, say: desk.say, quiet: desk.out.quiet)
        defer { progress.close() }
        try await fetch(shape, from: start, progress) { bytes, at in
            hash.update(data: bytes)
            try put(bytes, descriptor, at: at, file.target)
        }
        let found = Data(hash.finalize()).hexadecimal
        if let wanted = digest ?? shape.digest, wanted != found {
            unlink(file.part)
            throw Trouble(
                .refused,
                desk.say(
                    "\(name) arrived with digest \(found), not \(wanted): it was thrown away. Try again; if that "
                        + "happens again, tell whoever runs the server.",
                    "\(name) 的摘要为 \(found)，应为 \(wanted)：已丢弃。请重试；若再次出现，请告知服务器管理员。"))
        }
        try file.finish()
        return found
    }

    /// Hands on every piece in order, through failures that pass.
    func fetch(
        _ shape: Shape, from start: Int64, _ progress: Progress, take: (Data, Int64) throws -> Void
    ) async throws {
        var at = start
        var pause = Pause(patience: Self.patience)
        while at < shape.size {
            try Task.checkCancellation()
            do {
                let end = min(at + Self.piece, shape.size)
                let answer = try await desk.api.send(
                    .get, path, headers: [("Range", "bytes=\(at)-\(end - 1)"), ("If-Match", shape.etag)],
                    limits: Transfer.Limits(total: .seconds(900), lowSpeedFor: .seconds(30)))
                guard answer.status == 206 || (answer.status == 200 && at == 0 && end == shape.size),
                    Int64(answer.body.count) == end - at
                else { throw refusal(answer) }
                try take(answer.body, at)
                at = end
                pause.reset()
                progress.reach(at)
            } catch let trouble as Trouble where trouble.isPassing {
                try await pause.wait(after: trouble) { seconds in
                    progress.interject(
                        desk.say("\(trouble.message) Again in \(seconds) s.", "\(trouble.message) \(seconds) 秒后再试。"))
                }
            }
        }
    }

    private func refusal(_ answer: TransferAnswer) -> Trouble {
        if answer.status == 412 {
            return Trouble(
                .refused, desk.say("\(name) changed at the server meanwhile: run it again.", "\(name) 在服务器上已改变：请重新执行。"))
        }
        if (200..<300).contains(answer.status) {
            return Trouble(
                .refused, desk.say("The server does not serve \(name) in ranges.", "服务器不支持分段下载 \(name)。"))
        }
        return Problem(answer, desk.say).trouble(server: desk.api.server)
    }

    private func rehash(_ path: String, upTo end: Int64, _ hash: inout SHA256) throws {
        guard end > 0 else { return }
        let part = try SourceFile(path, say: desk.say)
        var at: Int64 = 0
        while at < end {
            let bytes = try part.read(at: at, count: Int(min(4 << 20, end - at)))
            hash.update(data: bytes)
            at += Int64(bytes.count)
        }
    }

    private func put(_ bytes: Data, _ descriptor: Int32, at offset: Int64, _ target: String) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { raw in
                pwrite(
                    descriptor, raw.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset) + off_t(done))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed(target) }
            done += count
        }
    }

    private func failed(_ target: String) -> Trouble {
        let reason = String(cString: strerror(errno))
        return Trouble(
            .refused,
            desk.say(
                "\(target) cannot be written: \(reason). The same command goes on from there.",
                "无法写入 \(target)：\(reason)。再次执行同一命令即可继续。"))
    }
}
