import ArgumentParser
import Domain
import Foundation

struct RecordingGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recording", abstract: "Footage (录像): find it, read about it, fetch it.",
        subcommands: [
            RecordingListCommand.self, RecordingShowCommand.self, RecordingGetCommand.self, RecordingClipCommand.self,
            RecordingStillCommand.self, RecordingAbandonCommand.self,
        ])
}

struct RecordingListCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Recordings, one line each.")

    @Option(help: "Only those of this check.", completion: Completing.checks)
    var check: String?

    @Option(name: [.customLong("q"), .customLong("search")], help: "Words of the file's name or the check.")
    var text: String?

    @Option(help: "At most so many.")
    var limit: Int?

    @Flag(help: "All of them, however many.")
    var all = false

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func validate() throws {
        guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit counts from 1.") }
    }

    func run(at desk: Desk) async throws {
        let found = try await desk.api.list(
            ["recordings"], [("check", check), ("q", text), ("order", "newest")],
            limit: ListLimit.of(limit, all, desk))
        if desk.out.json { return desk.out.document(found.document) }
        RecordingTable(desk).print(found.items, withCheck: true)
        ListLimit.tellOfMore(found, desk)
    }
}

struct RecordingShowCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "What is known of one recording.")

    @Argument(help: "Its id (rec_…).", completion: Completing.recordings)
    var recording: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let found = try await desk.api.get(["recordings", recording])
        if desk.out.json { return desk.out.document(found) }
        let say = desk.say
        let pairs: [(String, String?)] = [
            (say("Recording", "录像"), found["id"]?.text), (say("Check", "核查编号"), found["check_no"]?.text),
            (say("File", "文件"), found["filename"]?.text), (say("Kind", "种类"), found["kind"]?.text),
            (say("State", "状态"), Glossary(say: say).footage(found["state"]?.text)),
            (say("Reason", "原因"), found["reason"]?.text),
            (say("Size", "大小"), found["size"]?.whole.map { "\(Figures.size($0)) (\($0))" }),
            (say("Length", "时长"), found["duration"]?.decimal.map(Figures.length)),
            (say("Container", "封装"), found["container"]?.text),
            (say("Playback", "播放"), Glossary(say: say).playback(found["playback"])),
            (say("Keyframes", "关键帧"), found["keyframes"]?.whole.map(String.init)),
            ("SHA-256", found["sha256"]?.text),
            (say("Uploaded", "上传时间"), found["uploaded_at"]?.text.map { Figures.time($0) }),
        ]
        let shown = pairs.compactMap { name, value in value.map { (name, $0) } }
        let width = shown.map(\.0.displayWidth).max() ?? 0
        for (name, value) in shown { desk.out.line("\(name.padded(toWidth: width))  \(value)") }
        for stream in found["streams"]?.list ?? [] {
            let figures = ["width", "height", "rotation", "frame_rate", "sample_rate", "channels", "language", "title"]
                .compactMap { key in stream[key].map { "\(key) \($0.cell)" } }.joined(separator: ", ")
            let kind = "\(stream.cell("kind")) \(stream.cell("codec"))"
            desk.out.line(say("Stream", "流") + " \(stream.cell("index"))  \(kind)  \(figures)")
        }
        for warning in found["warnings"]?.list ?? [] { desk.out.line(say("Warning", "提醒") + "  \(warning.cell)") }
        for stretch in found["stretches"]?.list ?? [] {
            let what =
                switch stretch.cell("kind") {
                case "still": say("Nothing moves", "画面静止")
                case "black": say("Black picture", "画面全黑")
                default: say("No sound", "没有声音")
                }
            desk.out.line("\(what)  \(stretch.cell("from")) – \(stretch.cell("to")) s")
        }
        for gap in found["gaps"]?.list ?? [] {
            desk.out.line(say("Gap", "缺口") + "  \(gap.cell("from")) – \(gap.cell("to")) s")
        }
    }
}

struct RecordingStillCommand: DeskCommand {
    static let configuration = CommandConfiguration(commandName: "still", abstract: "A picture of the footage, JPEG.")

    @Argument(help: "The recording's id (rec_…).", completion: Completing.recordings)
    var recording: String

    @Option(help: "Seconds from the start.")
    var at: Double = 0

    @Option(
        name: [.short, .customLong("output")], help: "The file to write; - for standard output.",
        completion: .file(extensions: ["jpg"]))
    var output: String

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let path = API.path(["recordings", recording, "still.jpg"], [("at", String(at))])
        try await Whole(desk: desk).fetch(path, to: output)
    }
}

struct RecordingAbandonCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "abandon", abstract: "End an upload that stopped short; what came of it is kept.",
        discussion: """
            An upload whose rest will never come keeps its check from being sealed. Once ended, it stands in quarantine \
            with how much had arrived, and why.
            """)

    @Argument(help: "The recording's id (rec_…).", completion: Completing.uploads)
    var recording: String

    @Option(help: "Why.")
    var reason: String

    @Option(help: ArgumentHelp("Who says so (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let say = desk.say
        guard try await TusUpload.abandon(recording, reason: reason, by: Person.name(by), at: desk) else {
            // Says so itself when there is no such recording.
            let found = try await desk.api.get(["recordings", recording])
            let state = Glossary(say: say).footage(found["state"]?.text)
            throw Trouble(
                .refused,
                say(
                    "\(recording) is no unfinished upload, or is being written to: it is \(state).",
                    "\(recording) 不是未完成的上传，或正在写入：状态为 \(state)。"))
        }
        let found = try await desk.api.get(["recordings", recording])
        if desk.out.json { return desk.out.document(found) }
        desk.out.done(say("\(recording): ended; what came of it is kept.", "\(recording)：已结束，收到的部分已保留。"))
    }
}
