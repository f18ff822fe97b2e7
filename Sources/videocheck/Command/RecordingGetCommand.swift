import ArgumentParser
import Domain
import Foundation

struct RecordingGetCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Fetch footage: the original's bytes, verified.",
        discussion: """
            A download that stopped goes on where it was. The file appears under its name only when it is whole and its \
            SHA-256 is the recording's.
            """)

    @Argument(help: "The recording's id (rec_…).", completion: Completing.recordings)
    var recording: String

    @Option(
        name: [.short, .customLong("output")],
        help: "The file to write; - for standard output (default: the recording's name).",
        completion: .file())
    var output: String?

    @Flag(help: "What browsers play (MP4 or WebM) instead of the original.")
    var playback = false

    @Flag(help: "Replace a file that is there.")
    var force = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.get(["recordings", recording])
        let id = found.cell("id")
        let name = Self.fileName(found, playback: playback)
        let target = output ?? name
        let digest = playback ? nil : found["sha256"]?.text
        if target != "-", try isThere(target, digest, desk) { return report(target, found, digest, desk) }
        let download = Download(
            desk: desk, path: API.path(["recordings", id, playback ? "media.mp4" : "original"]), name: name)
        do {
            let sha256 = try await Signals.cancelling {
                let shape = try await download.shape()
                if target == "-" { return try await Self.stream(download, shape, digest, desk) }
                let tag = playback ? Self.short(shape.etag) : ""
                return try await download.save(
                    shape, to: DownloadFile(target: target, key: id + tag), digest: digest)
            }
            if target != "-" { report(target, found, sha256, desk) }
        } catch let stop as Signals.Stop {
            desk.out.note(desk.say("Stopped. The same command goes on from there.", "已停止。再次执行同一命令即可继续。"))
            throw stop
        }
    }

    /// True when the very bytes are there already.
    private func isThere(_ target: String, _ digest: String?, _ desk: Desk) throws -> Bool {
        guard FileManager.default.fileExists(atPath: target), !force else { return false }
        if let digest, let file = try? SourceFile(target, say: desk.say),
            try file.sha256(size: file.identity().size) == digest
        {
            return true
        }
        throw Trouble(
            .refused,
            desk.say(
                "\(target) is there and holds something else: name another by -o, or replace it by --force.",
                "\(target) 已存在且内容不同：请用 -o 另起文件名，或用 --force 覆盖。"))
    }

    private func report(_ target: String, _ found: JSONValue, _ sha256: String?, _ desk: Desk) {
        if desk.out.json {
            desk.out.document(
                .object(["file": .string(target), "recording": found, "sha256": sha256.map { .string($0) } ?? .null]))
        } else {
            let digest = sha256 ?? "–"
            desk.out.done(desk.say("\(target): whole, SHA-256 \(digest).", "\(target)：完整，SHA-256 \(digest)。"))
        }
    }

    private static func stream(
        _ download: Download, _ shape: Download.Shape, _ digest: String?, _ desk: Desk
    ) async throws -> String {
        var hash = Running()
        let progress = Progress(
            name: download.name, start: 0, total: shape.size, say: desk.say, quiet: desk.out.quiet)
        defer { progress.close() }
        try await download.fetch(shape, from: 0, progress) { bytes, _ in
            hash.take(bytes)
            Terminal.write(bytes, to: STDOUT_FILENO)
        }
        let found = hash.hex
        guard let wanted = digest ?? shape.digest, wanted != found else { return found }
        throw Trouble(
            .refused,
            desk.say("The bytes read \(found), not \(wanted): do not use them.", "摘要为 \(found)，应为 \(wanted)：请勿使用。"))
    }

    /// The recording's own name as one plain path component.
    static func fileName(_ recording: JSONValue, playback: Bool) -> String {
        let given = recording["filename"]?.text ?? ""
        var name = String(
            given.unicodeScalars.map { scalar -> Character in
                scalar == "/" || scalar == "\\" || scalar.properties.generalCategory == .control
                    ? "_" : Character(scalar)
            })
        while name.first == "." { name.removeFirst() }
        if name.isEmpty { name = recording["id"]?.text ?? "recording" }
        guard playback else { return name }
        let stem =
            name.split(separator: ".").count > 1 ? String(name[..<(name.lastIndex(of: ".") ?? name.endIndex)]) : name
        return stem + (recording["media_type"]?.text == "video/webm" ? ".playback.webm" : ".playback.mp4")
    }

    private static func short(_ etag: String) -> String {
        "." + String(etag.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(16))
    }
}
