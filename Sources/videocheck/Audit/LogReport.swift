import Domain
import Foundation

/// What verifying a copy of the log found, for people and for programs.
struct LogReport: Sendable {
    let size: Int
    let root: Hash32
    /// Checkpoints that hold, the shortest log first.
    let held: [LogVerification.Checkpoint]
    let problems: [String]

    /// Goes through all of a copy.
    /// - Parameters:
    ///   - verifier: the log's key; nil: the one that the copy keeps.
    ///   - folders: more checkpoints.
    init(_ copy: LogCopy, verifier: SignedNote.Verifier?, besides folders: [String] = []) throws {
        let say = copy.say
        let (checkpoints, strangers) = try copy.notes(verifier ?? copy.verifier(), besides: folders)
        var verification = LogVerification(checkpoints)
        var broken: [String] = []
        try copy.eachLine { line in
            guard let line, line.index == verification.size else {
                if broken.isEmpty {
                    broken.append(
                        say(
                            "Line \(verification.size + 1) of the entries is not entry \(verification.size): nothing after it was read.",
                            "条目文件第 \(verification.size + 1) 行不是第 \(verification.size) 条：其后内容未读取。"))
                }
                return
            }
            if broken.isEmpty { verification.take(line.entry, leaf: line.leaf) }
        }
        verification.finish()
        size = verification.size
        root = verification.root
        held = verification.held
        problems =
            strangers + broken + verification.problems.map { Self.words($0, say) }
            + (checkpoints.isEmpty ? [say("There is no checkpoint to hold the log to.", "没有可供核对的检查点。")] : [])
    }

    private static func words(_ problem: LogVerification.Problem, _ say: Language) -> String {
        switch problem {
        case .entryChanged(let index):
            say("Entry \(index) was changed: it is not what its leaf was made of.", "第 \(index) 条被改动：与其叶哈希不符。")
        case .rootDiffers(let name, let among):
            say(
                "\(name) was signed for other entries: something among entries \(among.lowerBound) to \(among.upperBound - 1) was changed, put in or taken out.",
                "\(name) 所签的不是这些条目：第 \(among.lowerBound) 至 \(among.upperBound - 1) 条之间有改动、增添或删除。")
        case .tooShort(let name, let size):
            say(
                "\(name) was signed for \(size) entries, and there are fewer: the log was cut off or rolled back.",
                "\(name) 签署时有 \(size) 条，现在不足：日志被截断或回退。")
        }
    }

    var document: JSONValue {
        .object([
            "size": .int(Int64(size)), "root": .string(root.hex),
            "checkpoints": .array(
                held.map {
                    .object([
                        "file": .string($0.name), "size": .int(Int64($0.head.size)), "at": .string($0.head.at.iso8601),
                    ])
                }), "problems": .array(problems.map { .string($0) }),
        ])
    }

    /// Prints it.
    /// - Throws: `Trouble` when the log does not hold.
    func show(at desk: Desk) throws {
        if desk.out.json {
            desk.out.document(document)
        } else {
            for problem in problems { desk.out.line(problem) }
            if let last = held.last {
                desk.out.line(
                    desk.say(
                        "\(held.count) checkpoint(s) hold; the last, of \(last.head.at.iso8601), covers \(last.head.size) of \(size) entries.",
                        "\(held.count) 个检查点相符；最近一个（\(last.head.at.iso8601)）覆盖 \(size) 条中的 \(last.head.size) 条。"))
            }
        }
        guard problems.isEmpty else {
            throw Trouble(.refused, desk.say("The log does not hold.", "日志核对不通过。"))
        }
    }
}
