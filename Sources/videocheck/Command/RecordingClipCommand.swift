import ArgumentParser
import Domain
import Foundation

struct RecordingClipCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "clip", abstract: "A stretch of the footage as an MP4 of its own.",
        discussion: "It begins and ends at the very picture asked for; nothing in it is coded anew.")

    @Argument(help: "The recording's id (rec_…).", completion: Completing.recordings)
    var recording: String

    @Option(help: "Seconds from the start.")
    var from: Double

    @Option(help: "Seconds from the start, later.")
    var to: Double

    @Option(name: [.short, .customLong("output")], help: "The file to write.", completion: .file(extensions: ["mp4"]))
    var output: String

    @Flag(help: "Replace a file that is there.")
    var force = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard from.isFinite, to.isFinite, from >= 0, to > from else {
            throw ValidationError("A clip goes --from a second --to a later one.")
        }
    }

    func run(at desk: Desk) async throws {
        guard force || !FileManager.default.fileExists(atPath: output) else {
            throw Trouble(
                .refused,
                desk.say(
                    "\(output) is there: name another by -o, or replace it by --force.",
                    "\(output) 已存在：请用 -o 另起文件名，或用 --force 覆盖。"))
        }
        let path = API.path(["recordings", recording, "clip.mp4"], [("from", "\(from)"), ("to", "\(to)")])
        let download = Download(desk: desk, path: path, name: output)
        let sha256 = try await Signals.cancelling {
            let shape = try await download.shape()
            let key = "\(recording).\(from)-\(to)" + shape.etag.filter { $0.isASCII && $0.isHexDigit }.prefix(16)
            return try await download.save(shape, to: DownloadFile(target: output, key: key), digest: nil)
        }
        if desk.out.json {
            desk.out.document(.object(["file": .string(output), "sha256": .string(sha256)]))
        } else {
            desk.out.done(desk.say("\(output): whole, SHA-256 \(sha256).", "\(output)：完整，SHA-256 \(sha256)。"))
        }
    }
}
