import ArgumentParser

struct LicensingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "licensing",
        abstract: "The licensing backend's stand-in: verifies, takes each result once, gives receipts.")

    @Option(help: "127.0.0.1:PORT; port 0 lets the system choose.")
    var listen: ListenAddress

    @Option(help: "File with the webhook secret, whsec_… .")
    var secretFile: String

    @Option(help: "File of JSON lines, one for each result that took effect; read again at start.")
    var journal: String

    @Option(help: "Milliseconds between a result's effect and its answer.")
    var delayMs = 0

    @Option(help: "MODE:COUNT with MODE 500, reset-after or html; may be repeated, used up in order.")
    var fault: [LicensingFault] = []

    func validate() throws {
        guard (0...600_000).contains(delayMs) else {
            throw ValidationError("--delay-ms is from 0 to 600000")
        }
    }

    func run() async throws {
        let backend = LicensingBackend(
            verifier: try WebhookVerifier(secretFile: secretFile),
            ledger: try LicensingLedger(journal: journal), faults: fault, delay: .milliseconds(delayMs))
        let address = listen
        try await Signals.serving {
            try await StandIn.serve(
                backend.router, at: address, onListening: StandIn.announce(scheme: "http"))
        }
    }
}
