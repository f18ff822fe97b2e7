import Crypto
import Domain
import Foundation
import Outbound

/// One file on its way by tus 1.0: created once, then chunks with checksums from wherever the server says.
struct TusUpload: Sendable {
    let desk: Desk
    let file: SourceFile
    let identity: FileIdentity
    let patience: Duration

    private static let smallest = 64 << 10
    /// The most that the server verifies in one piece.
    private static let largest = 8 << 20
    /// A chunk should take about this long: it counts as a whole or not at all, and the bar moves with it.
    private static let rhythm: Duration = .seconds(1)
    private static let version = ("Tus-Resumable", "1.0.0")

    private var api: API { desk.api }
    private var say: Language { desk.say }

    /// - Returns: the recording's id.
    func create(check: String, kind: String) async throws -> String {
        let metadata = [("check", check), ("filename", file.name), ("kind", kind)]
            .map { "\($0) \(Data($1.utf8).base64EncodedString())" }.joined(separator: ",")
        let answer = try await api.success(
            .post, API.path(["uploads"]),
            headers: [Self.version, ("Upload-Length", String(identity.size)), ("Upload-Metadata", metadata)])
        guard let id = answer.header("location")?.split(separator: "/").last, !id.isEmpty else {
            throw Trouble(
                .refused, say("\(api.server) began no upload: it named no Location.", "\(api.server) 未返回上传地址。"))
        }
        return String(id)
    }

    /// Bytes that are durable at the server; nil when it knows no such upload.
    func offset(of upload: String) async throws -> Int64? {
        let answer = try await api.send(.head, API.path(["uploads", upload]), headers: [Self.version])
        if answer.status == 404 || answer.status == 410 { return nil }
        guard (200..<300).contains(answer.status), let at = answer.header("upload-offset").flatMap({ Int64($0) })
        else { throw Problem(answer, say).trouble(server: api.server) }
        guard (0...identity.size).contains(at) else {
            throw Trouble(
                .refused,
                say(
                    "The server holds \(at) bytes of \(upload), more than \(file.name) has.",
                    "服务器已有 \(upload) 的 \(at) 字节，多于 \(file.name)。"))
        }
        return at
    }

    /// Tells the server that nothing more comes of an upload; what it has of it is kept there.
    /// - Returns: false when it knows no such upload, or has all of it.
    static func abandon(_ upload: String, reason: String, by: String?, at desk: Desk) async throws -> Bool {
        let answer = try await desk.api.send(
            .delete, API.path(["uploads", upload], [("by", by), ("reason", reason)]), headers: [version])
        if [404, 409, 410].contains(answer.status) { return false }
        guard (200..<300).contains(answer.status) else {
            throw Problem(answer, desk.say).trouble(server: desk.api.server)
        }
        return true
    }

    /// Sends what lacks, from `start` on, through failures that pass.
    func send(to upload: String, from start: Int64, _ progress: Progress) async throws {
        var known: Int64? = start
        var size = 1 << 20
        var pause = Pause(patience: patience)
        while known.map({ $0 < identity.size }) ?? true {
            try Task.checkCancellation()
            do {
                guard let at = known else {
                    known = try await demandOffset(of: upload)
                    continue
                }
                try file.demandUnchanged(since: identity)
                let bytes = try file.read(at: at, count: Int(min(Int64(size), identity.size - at)))
                try file.demandUnchanged(since: identity)
                let began = ContinuousClock.now
                let reached = try await append(bytes, at: at, to: upload)
                size = Self.next(size, after: .now - began)
                known = reached
                progress.reach(reached)
                if reached > at { pause.reset() }
            } catch let trouble as Trouble where trouble.isPassing {
                known = nil
                size = max(Self.smallest, size / 2)
                try await pause.wait(after: trouble) { seconds in
                    progress.interject(
                        say("\(trouble.message) Again in \(seconds) s.", "\(trouble.message) \(seconds) 秒后再试。"))
                }
            }
        }
    }

    private func demandOffset(of upload: String) async throws -> Int64 {
        guard let at = try await offset(of: upload) else {
            throw Trouble(
                .refused,
                say(
                    "The server no longer knows upload \(upload): run the command again to begin anew.",
                    "服务器上已没有上传 \(upload)：请再次执行命令，从头上传。"))
        }
        return at
    }

    private func append(_ bytes: Data, at offset: Int64, to upload: String) async throws -> Int64 {
        let digest = Data(SHA256.hash(data: bytes)).base64EncodedString()
        // A slow line is no dead line: a chunk may take as long as some bytes move.
        let limits = Transfer.Limits(total: .seconds(900), lowSpeedFor: .seconds(30))
        let answer = try await api.send(
            .patch, API.path(["uploads", upload]),
            headers: [
                Self.version, ("Upload-Offset", String(offset)), ("Upload-Checksum", "sha256 \(digest)"),
                ("Content-Type", "application/offset+octet-stream"),
            ], body: bytes, limits: limits)
        let problem = Problem(answer, say)
        switch answer.status {
        case 200..<300:
            guard let reached = answer.header("upload-offset").flatMap({ Int64($0) }),
                (offset...offset + Int64(bytes.count)).contains(reached)
            else { throw Trouble(.refused, say("The server's answer has no Upload-Offset.", "服务器应答缺少 Upload-Offset。")) }
            return reached
        // Someone else moved it, another request still writes, or the bytes were hurt on their way: ask, go on there.
        case 409, 460:
            let trouble = problem.trouble(server: api.server)
            throw Trouble(trouble.status, trouble.message, problem: trouble.problem, isPassing: true)
        default: throw problem.trouble(server: api.server)
        }
    }

    private static func next(_ size: Int, after taken: Duration) -> Int {
        if taken < rhythm / 2 { return min(largest, size * 2) }
        return taken > rhythm * 2 ? max(smallest, size / 2) : size
    }
}
