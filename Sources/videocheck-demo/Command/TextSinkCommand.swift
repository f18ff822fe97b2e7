import ArgumentParser

struct TextSinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text-sink",
        abstract: "A text gateway's stand-in: POST /messages keeps a text message and sends none on.")

    @Option(help: "127.0.0.1:PORT; port 0 lets the system choose.")
    var listen: ListenAddress

    @Option(help: "File of JSON lines, one for each message; read again at start.")
    var journal: String

    func run() async throws {
        let sink = try TextSink(journal: journal) { message in Line.say("text \(message.messageID)") }
        let address = listen
        try await Signals.serving {
            try await StandIn.serve(sink.router, at: address, onListening: StandIn.announce(scheme: "http"))
        }
    }
}
