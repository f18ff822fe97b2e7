import ArgumentParser

struct MailSinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail-sink",
        abstract: "An SMTP server that keeps every message as a file and sends none on.")

    @Option(help: "127.0.0.1:PORT; port 0 lets the system choose.")
    var listen: ListenAddress

    @Option(help: "Directory for the messages: a whole one appears under new/.")
    var maildir: String

    func run() async throws {
        let sink = MailSink(maildir: try Maildir(path: maildir)) { file in Line.say("mail \(file.path)") }
        let address = listen
        try await Signals.serving {
            try await sink.serve(at: address, onListening: StandIn.announce(scheme: "smtp"))
        }
    }
}
