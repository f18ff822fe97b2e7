import Domain
import Foundation

/// A whole centre on one machine: the stand-ins in this process, the real daemon as a child.
struct DemoCentre: Sendable {
    let directories: DemoDirectories
    let daemonProgram: URL
    let sample: URL
    let shippedConfiguration: URL
    /// Whether to end after the main job.
    let once: Bool

    /// The main job, then (unless `once`) service until the task is cancelled. The daemon is gone when this
    /// returns, whichever way.
    func live() async throws {
        try DemoConfiguration.writeWebhookSecret(in: directories)
        let ledger = try LicensingLedger(journal: directories.licensingJournal.path)
        let verifier = try WebhookVerifier(secretFile: directories.webhookSecret.path)
        let backend = LicensingBackend(verifier: verifier, ledger: ledger)
        let texts = try TextSink(journal: directories.textJournal.path)
        let mailbox = Mailbox()
        let sink = MailSink(maildir: try Maildir(path: directories.maildir.path)) { mailbox.take($0) }
        let anyPort = ListenAddress(port: 0)

        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            let licensing = Self.started(in: &group) { onListening in
                try await StandIn.serve(backend.router, at: anyPort, onListening: onListening)
            }
            let text = Self.started(in: &group) { onListening in
                try await StandIn.serve(texts.router, at: anyPort, onListening: onListening)
            }
            let mail = Self.started(in: &group) { onListening in
                try await sink.serve(at: anyPort, onListening: onListening)
            }
            let ports = DemoConfiguration.Ports(
                staff: try await Ports.free(preferring: 8080), party: try await Ports.free(preferring: 8081),
                licensing: try await Self.port(licensing), mail: try await Self.port(mail),
                text: try await Self.port(text))
            try DemoConfiguration(directories: directories, ports: ports, shipped: shippedConfiguration)
                .write(now: .now)
            try await liveWithDaemon(ports, mailbox: mailbox, texts: texts, ledger: ledger)
        }
    }

    private func liveWithDaemon(
        _ ports: DemoConfiguration.Ports, mailbox: Mailbox, texts: TextSink, ledger: LicensingLedger
    ) async throws {
        let staff = HTTPPeer(base: try Self.loopback(ports.staff))
        let party = HTTPPeer(base: try Self.loopback(ports.party))
        let daemon = try DaemonProcess(
            program: daemonProgram, configuration: directories.configuration, log: directories.daemonLog)
        let job = MainJob(
            staff: staff, party: party, mailbox: mailbox, texts: texts, ledger: ledger, daemon: daemon,
            sample: sample)
        do {
            let begun = ContinuousClock.now
            try await job.wait(for: "videocheckd to be ready") {
                (try? await staff.send("GET", "/readyz"))?.isSuccess == true ? () : nil
            }
            job.tell("centre", "ready", "videocheckd 已启动 ready after \(Self.milliseconds(since: begun)) ms")
            let outcome = try await job.live()
            Line.say(
                "main job done: check=\(outcome.checkNo) recording=\(outcome.recordingID) "
                    + "receipt=\(outcome.receiptID)")
            if !once { try await serve(daemon, ports, outcome, next: job.leaveOneToDo()) }
        } catch {
            _ = await daemon.stop()
            if !(error is CancellationError) { showLog(daemon) }
            throw error
        }
        guard await daemon.stop() else {
            showLog(daemon)
            throw Fault(.internal, "videocheckd did not end properly on SIGTERM.")
        }
    }

    /// Prints the addresses and stays until the task is cancelled.
    private func serve(
        _ daemon: DaemonProcess, _ ports: DemoConfiguration.Ports, _ outcome: MainJob.Outcome, next: String
    ) async throws {
        let staff = "http://127.0.0.1:\(ports.staff)"
        let telephones = outcome.telephones.values.sorted { $0.name < $1.name }
            .map { "\($0.name) \($0.secret.base32)" }.joined(separator: "\n                              ")
        Line.say(
            """

            The centre goes on serving; Ctrl-C ends it.
              console         \(staff)/
              this check      \(staff)/checks/\(outcome.checkNo)
              one to do       \(staff)/checks/\(next), which waits for approval
              recorder page   \(staff)/record/\(next)
              one-time codes  secrets for an authenticator, or enrol a telephone on an inspector's page:
                              \(telephones)
              public page     http://127.0.0.1:\(ports.party)/
              command line    .build/debug/videocheck --server \(staff) check list
              API             \(staff)/api/openapi.json
              the original    curl -O -J \(staff)/api/v1/recordings/\(outcome.recordingID)/original
              watched folder  \(directories.incoming.path), for files such as \(next).mp4
              footage         \(directories.footage.path)
              mail, journals  \(directories.base.path)
              daemon's log    \(directories.daemonLog.path)
            """)
        while true {
            try daemon.assertRunning()
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func showLog(_ daemon: DaemonProcess) {
        Line.complain("The last lines of \(daemon.log.path):\n\(daemon.lastLogLines())")
    }

    private static func loopback(_ port: Int) throws -> URL {
        guard let url = URL(string: "http://127.0.0.1:\(port)") else {
            throw Fault(.internal, "Port \(port) makes no URL.")
        }
        return url
    }

    private static func milliseconds(since start: ContinuousClock.Instant) -> Int {
        Int((ContinuousClock.now - start) / .milliseconds(1))
    }

    /// Adds a server to the group.
    /// - Returns: a stream of one element, its port; of none if the server failed.
    private static func started(
        in group: inout ThrowingTaskGroup<Void, any Error>,
        _ serve: @escaping @Sendable (@escaping @Sendable (Int) -> Void) async throws -> Void
    ) -> AsyncStream<Int> {
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        group.addTask {
            defer { continuation.finish() }
            do {
                try await serve { continuation.yield($0) }
            } catch  where Task.isCancelled {
                // The end that was asked for; servers report it in ways of their own.
            }
        }
        return stream
    }

    private static func port(_ stream: AsyncStream<Int>) async throws -> Int {
        for await port in stream { return port }
        throw Fault(.unavailable, "A stand-in could not listen on loopback.")
    }
}
