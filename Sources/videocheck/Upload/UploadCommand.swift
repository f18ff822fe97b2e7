import ArgumentParser
import Domain
import Foundation

struct UploadCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "upload", abstract: "Send footage of a check; goes on where it stopped.",
        discussion: """
            Unfinished uploads are remembered: after Ctrl-C, a crash or a failed network the same command goes on with what \
            the server lacks. A file that was written to since is begun anew.
            """)

    @Argument(help: "Files of footage.", completion: .file())
    var files: [String]

    @Option(help: "The check's number (C2026-00001) or id.", completion: Completing.checks)
    var check: String

    @Option(help: "What the footage is, in a word.")
    var kind = "session"

    @Flag(help: "Wait until each recording is ready, and compare its digest with the file's.")
    var wait = false

    @Option(help: ArgumentHelp("Give up when nothing has moved for so long.", valueName: "seconds"))
    var patience = 600

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard (0...86_400).contains(patience) else { throw ValidationError("--patience is from 0 to 86400 seconds.") }
    }

    func run(at desk: Desk) async throws {
        do {
            let ended = try await Signals.cancelling { try await uploadAll(desk) }
            if desk.out.json { desk.out.document(Listing(items: ended.items, next: nil).document) }
            if let failed = ended.failed { throw ExitCode(failed.rawValue) }
        } catch let stop as Signals.Stop {
            desk.out.note(
                desk.say("Stopped. The same command goes on from there:", "已停止。再次执行同一命令即可继续："))
            desk.out.note("  " + Self.commandLine)
            throw stop
        }
    }

    private struct Ended: Sendable {
        var items: [JSONValue] = []
        var failed: Trouble.Status?
    }

    /// One after the other; a refused file does not keep the next from its turn, a dead network does.
    private func uploadAll(_ desk: Desk) async throws -> Ended {
        let found = try await desk.api.get(["checks", check])
        let ledger = try UploadLedger(say: desk.say)
        var ended = Ended()
        for path in files {
            do {
                let upload = FileUpload(
                    desk: desk, ledger: ledger, check: found, kind: kind, waits: wait, patience: .seconds(patience))
                ended.items.append(try await upload.run(path))
            } catch let trouble as Trouble where trouble.status == .refused {
                ended.items.append(
                    .object([
                        "file": .string(path), "recording": .null,
                        "problem": trouble.problem ?? .object(["detail": .string(trouble.message)]),
                    ]))
                // Its problem stands in the document, of which there is one.
                desk.out.complain(Trouble(.refused, trouble.message))
                ended.failed = trouble.status
            }
        }
        return ended
    }

    /// As it was given, for a shell.
    private static var commandLine: String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+,./:@%")
        return CommandLine.arguments.map { word in
            !word.isEmpty && word.allSatisfy(plain.contains)
                ? word : "'" + word.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }
}
