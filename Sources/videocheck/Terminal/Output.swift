import Domain
import Foundation

/// Where answers and remarks go: what was asked for to standard output, everything else to standard error.
struct Output: Sendable {
    /// One JSON document on standard output and nothing else there.
    let json: Bool
    /// No remarks and no progress; answers and errors remain.
    let quiet: Bool

    private static let program = "videocheck: "

    func document(_ value: JSONValue) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        guard let bytes = try? encoder.encode(value) else { return }
        Terminal.write(Array((String(decoding: bytes, as: UTF8.self).harmlessJSON + "\n").utf8), to: STDOUT_FILENO)
    }

    func table(_ table: Table) {
        for line in table.lines(width: Terminal.width(of: STDOUT_FILENO)) { print(line: line) }
    }

    /// An answer's line, made harmless.
    func line(_ text: String = "") { print(line: text.harmless) }

    /// That something was done: nothing to see when quiet.
    func done(_ text: String) { if !quiet { line(text) } }

    /// A remark beside the answer.
    func note(_ text: String) {
        if !quiet { Terminal.write(Array((text.harmless + "\n").utf8), to: STDERR_FILENO) }
    }

    /// What went wrong. With `--json` the server's problem document goes to standard output.
    func complain(_ trouble: Trouble) {
        Terminal.write(Array((Self.program + trouble.message.harmless + "\n").utf8), to: STDERR_FILENO)
        if json, let problem = trouble.problem { document(problem) }
    }

    private func print(line: String) { Terminal.write(Array((line + "\n").utf8), to: STDOUT_FILENO) }
}
