import ArgumentParser
import Domain

struct TextSinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text-sink",
        abstract: "A text gateway's stand-in: keeps every text message and sends none on.",
        discussion: "POST /messages takes the plain form, POST /json and POST /form the two signed ones.")

    @Option(help: "127.0.0.1:PORT; port 0 lets the system choose.")
    var listen: ListenAddress

    @Option(help: "File of JSON lines, one for each message; read again at start.")
    var journal: String

    @Option(help: "The signed forms: the name of the key.")
    var keyID: String?

    @Option(help: "The signed forms: a file with the key's secret.")
    var secretFile: String?

    @Option(help: "CODE:COUNT: so many requests are answered 200 with that code inside; may be repeated.")
    var refuse: [TextRefusal] = []

    @Option(help: "Where reports are called in.")
    var reportURL: String?

    @Option(help: "When, and what they say: none, early, late, twice or failing.")
    var report: TextReportPlan = .none

    func run() async throws {
        var signature: TextSignature?
        if let keyID, let secretFile { signature = try TextSignature(keyID: keyID, secretFile: secretFile) }
        let reporter = reportURL.flatMap { TextReporter(url: $0, plan: report) }
        let sink = try TextSink(
            journal: journal, signature: signature, refusals: refuse, reporter: reporter
        ) { message in Line.say("text \(message.messageID)") }
        let address = listen
        try await Signals.serving {
            try await withThrowingTaskGroup(of: Void.self) { group in
                if let reporter { group.addTask { await reporter.run() } }
                group.addTask {
                    try await StandIn.serve(
                        sink.router, at: address, onListening: StandIn.announce(scheme: "http"))
                }
                defer { group.cancelAll() }
                try await group.waitForAll()
            }
        }
    }
}

/// A gateway's no, and for how many requests: `CODE:COUNT`.
struct TextRefusal: ExpressibleByArgument, Sendable {
    let code: String
    let count: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let count = Int(argument[argument.index(after: colon)...]),
            (1...1000).contains(count), colon > argument.startIndex
        else { return nil }
        code = String(argument[..<colon])
        self.count = count
    }
}
