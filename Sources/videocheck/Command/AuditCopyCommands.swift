import ArgumentParser
import Domain
import Foundation

struct AuditExportCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Fetch the log, or what is new of it, and verify all of it.",
        discussion: """
            The folder then holds the entries, the log's public key and a signed checkpoint for each time this was run. Run it \
            again, and only what is new is fetched; that it goes on from what was there is verified.
            """)

    @Argument(help: "The folder to keep the copy in.", completion: .directory) var directory: String
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    private static let page = 1000

    func run(at desk: Desk) async throws {
        let copy = LogCopy(directory, say: desk.say)
        var known = try copy.prepare()
        let found = try await desk.api.get(["audit", "checkpoint"])
        guard let note = found["note"]?.text, let key = found["verifier"]?.text, let size = found["size"]?.whole else {
            throw Trouble(
                .refused,
                desk.say("The server does not sign its log: it is older than this program.", "服务器版本较旧，不签署日志。"))
        }
        let verifier = try copy.keep(verifier: key)
        let longest = try copy.notes(verifier).checkpoints.map(\.head.size).max() ?? 0
        guard longest <= size else {
            throw Trouble(
                .refused,
                desk.say(
                    "A checkpoint here was signed for \(longest) entries, and the server's log has \(size): it was rolled back. Nothing was changed here.",
                    "此处的检查点签署时有 \(longest) 条，服务器日志只有 \(size) 条：日志被回退。此处未作改动。"))
        }
        while known < size {
            let items =
                try await desk.api.get(
                    ["audit", "entries"],
                    [("from", String(known)), ("limit", String(min(Self.page, Int(size) - known)))]
                )["items"]?.list ?? []
            guard !items.isEmpty else { break }
            try copy.append(items)
            known += items.count
        }
        try copy.keep(note: note, size: Int(size))
        try LogReport(copy, verifier: verifier).show(at: desk)
    }
}

struct AuditVerifyCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify a copy of the log: every entry, every checkpoint. Needs no server.",
        discussion: """
            Every entry is held to its leaf, the tree over them to every signed checkpoint, and the checkpoints to the log's key. \
            So what was changed, put in, taken out or rolled back after a checkpoint was signed is found, and where.
            """)

    @Argument(help: "The folder that `audit export` keeps.", completion: .directory) var directory: String

    @Option(help: "The log's public key, from whom you trust (default: the one in the folder).")
    var verifier: String?

    @Option(
        name: .customLong("checkpoints"),
        help: "A folder with more checkpoints, such as the daemon's audit.checkpoints; may be given again.",
        completion: .directory)
    var folders: [String] = []

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let copy = LogCopy(directory, say: desk.say)
        try LogReport(copy, verifier: verifier.map { try SignedNote.Verifier($0) }, besides: folders).show(at: desk)
    }
}
