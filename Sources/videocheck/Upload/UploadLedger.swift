// The names of the record's fields are those of its file.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Crypto
import Domain
import Foundation

/// An upload that has begun and is not known to be over.
struct UploadRecord: Codable, Sendable {
    let server: String
    /// The check's id.
    let check: String
    let check_no: String
    /// The upload's and the recording's id.
    let recording: String
    let path: String
    let file: FileIdentity
    let begun_at: String
}

/// Unfinished uploads of this user, one small file each under XDG's state directory; how far each is, the server
/// knows. A second program on the same upload is kept out by a lock that dies with its holder.
struct UploadLedger: Sendable {
    enum Found: Sendable {
        case none
        case same(UploadRecord)
        /// An upload began from this path, or this file, when it held something else.
        case changed(UploadRecord)
    }

    let directory: URL
    let say: Language

    init(environment: [String: String] = ProcessInfo.processInfo.environment, say: Language) throws {
        let given = environment["XDG_STATE_HOME"] ?? ""
        // XDG: a relative path there counts as none.
        let state =
            given.hasPrefix("/")
            ? URL(fileURLWithPath: given, isDirectory: true)
            : FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/state")
        directory = state.appending(path: "videocheck/uploads", directoryHint: .isDirectory)
        self.say = say
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Trouble(
                .refused,
                say(
                    "\(directory.path) cannot be made, and an upload that cannot be remembered cannot be resumed. "
                        + "Set XDG_STATE_HOME to a directory of your own.",
                    "无法建立 \(directory.path)，上传进度无处保存。请将 XDG_STATE_HOME 设为您自己的目录。"))
        }
    }

    func find(_ identity: FileIdentity, path: String, check: String, server: String) -> Found {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        let records = names.sorted().filter { $0.hasSuffix(".json") }.compactMap { name -> UploadRecord? in
            guard let bytes = try? Data(contentsOf: directory.appending(path: name)) else { return nil }
            return try? JSONDecoder().decode(UploadRecord.self, from: bytes)
        }.filter { $0.server == server && $0.check == check }
        if let same = records.first(where: { $0.file.isSameFile(as: identity) }) { return .same(same) }
        let changed = records.first {
            $0.path == path || ($0.file.inode == identity.inode && $0.file.device == identity.device)
        }
        return changed.map { .changed($0) } ?? .none
    }

    /// Durable before the first byte is sent.
    func keep(_ record: UploadRecord) throws {
        let target = file(record)
        let part = target.appendingPathExtension("part")
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            try encoder.encode(record).write(to: part)
            try DownloadFile.sync(part.path)
            guard rename(part.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw Trouble(
                .refused,
                say("\(target.path) cannot be written: is the disk full?", "无法写入 \(target.path)：磁盘是否已满？"))
        }
    }

    func forget(_ record: UploadRecord) { unlink(file(record).path) }

    /// Held until the value goes.
    func lock(_ identity: FileIdentity, check: String, server: String) throws -> Lock {
        let key = "\(server)\n\(check)\n\(identity.device)\n\(identity.inode)"
        let name = Data(SHA256.hash(data: Data(key.utf8))).hexadecimal.prefix(32)
        guard let lock = Lock(directory.appending(path: "\(name).lock").path) else {
            throw Trouble(
                .later,
                say(
                    "Another videocheck is uploading this file for this check: wait for its end.",
                    "另一个 videocheck 正在为此核查上传该文件：请等它结束。"))
        }
        return lock
    }

    private func file(_ record: UploadRecord) -> URL { directory.appending(path: "\(record.recording).json") }

    final class Lock: Sendable {
        private let path: String
        private let descriptor: Int32

        fileprivate init?(_ path: String) {
            self.path = path
            descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isStill(path, descriptor) else {
                if descriptor >= 0 { close(descriptor) }
                return nil
            }
        }

        /// False when the holder before took the file away between our opening and our locking it.
        private static func isStill(_ path: String, _ descriptor: Int32) -> Bool {
            var (named, held) = (stat(), stat())
            return stat(path, &named) == 0 && fstat(descriptor, &held) == 0 && named.st_ino == held.st_ino
        }

        deinit {
            unlink(path)
            close(descriptor)
        }
    }
}
