import Domain
import Foundation

/// A copy of the audit log that an outsider keeps: `entries.jsonl`, the log's `verifier`, and `checkpoints/` with a signed
/// note for each time that it was fetched. All are texts, and nothing but this is needed to verify it.
struct LogCopy: Sendable {
    let directory: String
    let say: Language

    private var entriesFile: String { "\(directory)/entries.jsonl" }
    private var verifierFile: String { "\(directory)/verifier" }
    private var checkpoints: String { "\(directory)/checkpoints" }

    /// One line of the entries' file, as the API gives it.
    struct Line: Codable {
        let index: Int
        let entry: Data
        let leaf: Hash32?
    }

    init(_ directory: String, say: Language) {
        self.directory = directory
        self.say = say
    }

    /// Makes the folder where there is none, and cuts off a line that was being written when an export ended.
    /// - Returns: the number of entries.
    func prepare() throws -> Int {
        do {
            try FileManager.default.createDirectory(atPath: checkpoints, withIntermediateDirectories: true)
        } catch {
            throw trouble("\(directory) cannot be made.", "无法创建 \(directory)。")
        }
        guard let bytes = FileManager.default.contents(atPath: entriesFile) else { return 0 }
        let whole = (bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        if whole < bytes.count, truncate(entriesFile, off_t(whole)) != 0 {
            throw trouble("\(entriesFile) cannot be written.", "无法写入 \(entriesFile)。")
        }
        return bytes.count { $0 == UInt8(ascii: "\n") }
    }

    /// Appends entries as they came, durably.
    func append(_ items: [JSONValue]) throws {
        var bytes = Data()
        for item in items { bytes += try CanonicalJSON.encode(item) + Data("\n".utf8) }
        let descriptor = open(entriesFile, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        let failed = trouble("\(entriesFile) cannot be written.", "无法写入 \(entriesFile)。")
        guard descriptor >= 0 else { throw failed }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try handle.write(contentsOf: bytes)
            try handle.synchronize()
        } catch { throw failed }
    }

    /// The key of the first export is the log's for good: another one is told of, and not taken.
    func keep(verifier: String) throws -> SignedNote.Verifier {
        if let known = try? String(contentsOfFile: verifierFile, encoding: .utf8) {
            guard known == verifier + "\n" else {
                throw trouble(
                    "The server signs with another key than the one in \(verifierFile): this is another log, or somebody else's server.",
                    "服务器的签名密钥与 \(verifierFile) 中的不同：这是另一个日志，或不是原来的服务器。")
            }
        } else {
            try write(verifier + "\n", to: verifierFile)
        }
        return try SignedNote.Verifier(verifier)
    }

    func verifier() throws -> SignedNote.Verifier {
        guard let text = try? String(contentsOfFile: verifierFile, encoding: .utf8) else {
            throw trouble(
                "\(verifierFile) is missing: give the log's key by --verifier.",
                "缺少 \(verifierFile)：请用 --verifier 提供日志的公钥。")
        }
        return try SignedNote.Verifier(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// A checkpoint that is here already stays what it is.
    func keep(note: String, size: Int) throws {
        let path = "\(checkpoints)/\(String(format: "%012d", size)).note"
        if !FileManager.default.fileExists(atPath: path) { try write(note, to: path) }
    }

    private func write(_ text: String, to path: String) throws {
        do { try text.write(toFile: path, atomically: true, encoding: .utf8) } catch {
            throw trouble("\(path) cannot be written.", "无法写入 \(path)。")
        }
    }

    private func trouble(_ en: String, _ zh: String) -> Trouble { Trouble(.refused, say(en, zh)) }

    /// Every note in this copy, and in the folders besides: opened with the key.
    /// - Returns: checkpoints that the key opens, and what is wrong with the others, in words.
    func notes(
        _ verifier: SignedNote.Verifier, besides folders: [String] = []
    ) throws -> (checkpoints: [LogVerification.Checkpoint], problems: [String]) {
        var (found, problems) = ([LogVerification.Checkpoint](), [String]())
        for folder in [checkpoints] + folders {
            guard let names = FileManager.default.enumerator(atPath: folder) else {
                throw trouble("\(folder) cannot be read.", "无法读取 \(folder)。")
            }
            for case let name as String in names where name.hasSuffix(".note") {
                let path = "\(folder)/\(name)"
                do {
                    guard let bytes = FileManager.default.contents(atPath: path) else {
                        throw Fault(.unavailable, "it cannot be read")
                    }
                    let head = try TreeHead(verifier.open(String(decoding: bytes, as: UTF8.self)))
                    guard head.origin == verifier.name else { throw Fault(.damaged, "it is of another log") }
                    found.append((path, head))
                } catch let fault as Fault {
                    problems.append("\(path): \(fault.message)")
                }
            }
        }
        return (found, problems)
    }

    /// Gives every line to `body`; nil stands for one that is no entry.
    func eachLine(_ body: (Line?) -> Void) throws {
        guard let bytes = try? Data(contentsOf: URL(filePath: entriesFile), options: .mappedIfSafe) else {
            throw trouble(
                "\(entriesFile) cannot be read: fetch the log by `videocheck audit export`.",
                "无法读取 \(entriesFile)：请先用 `videocheck audit export` 取得日志。")
        }
        let decoder = JSONDecoder()
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            body(try? decoder.decode(Line.self, from: bytes[start..<end]))
            start = end < bytes.endIndex ? end + 1 : end
        }
    }
}
