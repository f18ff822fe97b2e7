import CMachine
import Domain
import Figures
import Foundation
import Hummingbird
import Logging
import NIOCore
import Outbound
import Recordings
import ServiceLifecycle
import Stages
import Store
import Web

/// The composition: every box is made here, joined here, started and stopped here, and nowhere else.
struct Daemon {
    let config: Config
    let centre: Centre
    let environment: [String: String]
    let logger = Logger(label: "videocheckd")

    init(config: Config, environment: [String: String]) throws {
        self.config = config
        self.environment = environment
        centre = try Centre(config)
    }

    func run() async throws {
        let lock = try StateLock(directory: centre.stateDirectory)
        let logger = logger
        let metrics = Metrics()
        // A disk that refused a sync may hold anything in its cache: end at once, recover at the next start.
        let end: @Sendable (Fault) -> Void = { fault in
            logger.critical("the storage failed", metadata: ["fault": "\(fault)"])
            _exit(Main.Exit.storage.rawValue)
        }
        BrokenStorage.onFault(under: [centre.stateDirectory, centre.recordingsDirectory], end)
        let database = try StoreDatabase(directory: centre.stateDirectory, metrics: metrics, onBrokenStorage: end)
        let store = CheckStore(database: database, vault: centre.vault, surroundings: try facts())
        let footageDirectory = try await adopt(FootageDirectory(root: centre.recordingsDirectory), store)
        try await store.prepare(now: Date())
        let sqlite = try database.sqliteVersion()
        logger.info(
            "starting",
            metadata: [
                "sqlite": "\(sqlite)", "synchronous": "FULL", "state": "\(centre.stateDirectory)",
            ])
        let pulse = Pulse()
        let gateways = try Gateways(config: config, centre: centre)
        let stages = StageLoops(
            store: store, licensing: gateways.licensing, credit: gateways.credit, mail: gateways.mail,
            text: gateways.text, pulse: pulse, logger: logger)
        let ingest = Ingest(
            store: store, directory: footageDirectory, worker: WorkerProcess(executable: centre.worker), logger: logger,
            metrics: metrics)
        let surroundings = try Surroundings(
            config: config, store: store, footage: footageDirectory, pulse: pulse, certificates: gateways.certificates)
        let machine = MachineFigures(pulse: pulse, directories: surroundings.directories)
        let watch = WatchLoops(
            store: store, alertMail: config["center.alert_mail"], mail: gateways.mail, kinds: Surroundings.kinds,
            look: { await surroundings.look($0) }, pulse: pulse, logger: logger)
        let mirror = DatabaseMirror(store: store, directory: footageDirectory, logger: logger)
        try await mirror.prepare(now: Date())
        let watched = try await watchFolder(store, footageDirectory, pulse).map { [$0.loop()] } ?? []
        let loops =
            stages.loops + [ingest.loop(pulse: pulse), mirror.loop(pulse: pulse)]
            + [checkpoints(store, footageDirectory).loop(pulse: pulse)]
            + watched + watch.loops
            + (try rehash(store, footageDirectory)).map { $0.loop(pulse: pulse) }
        let site = try site(store, footageDirectory, pulse, metrics, machine)
        try await serve(site, loops.map { LoopService(loop: $0) }, control(store, footageDirectory), pulse)
        await gateways.shutdown()
        await finish(mirror)
        try database.close()
        withExtendedLifetime(lock) {}
        logger.info("stopped")
    }

    private func site(
        _ store: CheckStore, _ footage: FootageDirectory, _ pulse: Pulse, _ metrics: Metrics, _ machine: MachineFigures
    ) throws -> Site {
        Site(
            store: store, uploads: Uploads(store: store, directory: footage, logger: logger, reserve: try reserve()),
            footage: Footage(
                store: store, directory: footage,
                desk: PictureDesk(worker: WorkerProcess(executable: centre.worker))), late: { pulse.late() },
            adminToken: centre.adminToken, centerName: centre.name, timeZone: centre.timeZone,
            staffHost: try config.listener("http.staff").host,
            texts: TextDesk(wording: centre.text.wording, address: centre.publicURL),
            callbacks: centre.text.callbacks, metrics: metrics, machine: { await machine.read() })
    }

    /// Takes backups for whoever asks through the state directory's socket: only the one writer may.
    private func control(_ store: CheckStore, _ footage: FootageDirectory) -> ControlServer {
        ControlServer(
            directory: centre.stateDirectory,
            backup: Backup(
                store: store, footage: footage, stateDirectory: centre.stateDirectory, incoming: centre.incoming,
                keys: centre.vault.marks, configuration: { [config] in try ConfigurationCopy(config).files() }),
            logger: logger)
    }

    /// Nil when the configuration names no folder.
    private func watchFolder(_ store: CheckStore, _ footage: FootageDirectory, _ pulse: Pulse) async throws
        -> WatchFolder?
    {
        guard let root = centre.incoming else {
            try await store.keep(WatchFolder.alertKinds, at: [], now: Date())
            return nil
        }
        return WatchFolder(
            store: store, directory: WatchedDirectory(root: root), footage: footage,
            settings: .init(
                quiet: .seconds(Int(try config.need("recordings.incoming_quiet")) ?? 10),
                rescan: .seconds(Int(try config.need("recordings.incoming_rescan")) ?? 10),
                reserve: try reserve(), timeZone: centre.timeZone),
            pulse: pulse, logger: logger)
    }

    private func checkpoints(_ store: CheckStore, _ footage: FootageDirectory) -> CheckpointExport {
        CheckpointExport(
            store: store, footage: footage, second: config.pathIfAny("audit.checkpoints"), logger: logger)
    }

    /// None where the configuration says never.
    private func rehash(_ store: CheckStore, _ footage: FootageDirectory) throws -> [Rehash] {
        let days = Int(try config.need("recordings.rehash_days")) ?? 30
        let rate = Int64(try config.need("recordings.rehash_rate")) ?? 20
        guard days > 0 else { return [] }
        return [
            Rehash(
                store: store, directory: footage,
                settings: .init(age: .seconds(days * 86_400), pace: rate > 0 ? rate * 1_000_000 : nil), logger: logger)
        ]
    }

    /// Bytes of the footage disk that are kept for recorders that run.
    private func reserve() throws -> Int64 { (Int64(try config.need("recordings.reserve")) ?? 1024) << 20 }

    /// Listeners stop first, then the loops: nothing new is taken while what was taken is finished.
    private func serve(
        _ site: Site, _ loops: [LoopService], _ control: ControlServer, _ pulse: Pulse
    ) async throws {
        let notifier = SystemdService(
            notify: SystemdNotify(environment: environment), pulse: pulse, logger: logger, listeners: 2)
        let staff = try listener("http.staff", site.staff(), notifier.readiness)
        let party = try listener("http.public", site.party(), notifier.readiness)
        var configuration = ServiceGroupConfiguration(
            services: loops.map { .init(service: $0) } + [
                .init(service: control), .init(service: notifier), .init(service: staff), .init(service: party),
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        // An upload that hangs must not hold the door: it is resumable, and what came is durable.
        configuration.maximumGracefulShutdownDuration = .seconds(10)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch is CancellationError {
            logger.notice("connections that were still open were closed")
        } catch let error as IOError {
            throw Fault(
                .invalid,
                "A listener could not be opened: is http.staff (\(try config.need("http.staff"))) or http.public (\(try config.need("http.public"))) in use, or not an address of this machine?",
                cause: error)
        }
    }

    private func listener<Context: InitializableFromSource<ApplicationRequestContextSource> & RequestContext>(
        _ key: String, _ router: Router<Context>, _ readiness: Readiness
    ) throws -> some ServiceLifecycle.Service {
        let address = try config.listener(key)
        let logger = logger
        return Application(
            responder: router.buildResponder(),
            server: .http1(configuration: .init(additionalChannelHandlers: [ExpectContinue()])),
            configuration: .init(address: .hostname(address.host, port: address.port), reuseAddress: true),
            onServerRunning: { channel in
                logger.info(
                    "listening",
                    metadata: ["listener": "\(key)", "address": "\(channel.localAddress?.description ?? "?")"])
                readiness.listenerUp()
            }, logger: quiet)
    }

    /// Libraries speak up from warnings on.
    private var quiet: Logger {
        var quiet = Logger(label: "videocheckd.http")
        quiet.logLevel = .warning
        return quiet
    }

    /// What is left to mirror is written now; what a disk refuses is due again at the next start.
    private func finish(_ mirror: DatabaseMirror) async {
        do {
            try await mirror.flush(within: .seconds(10))
        } catch {
            logger.warning("the mirror is not up to date", metadata: ["fault": "\(error)"])
        }
    }

    private func facts() throws -> CheckStore.Surroundings {
        var facts = CheckStore.Surroundings(
            rules: centre.rules, checklists: centre.checklists, calendar: centre.calendar, timeZone: centre.timeZone,
            centerName: centre.name,
            publicURL: centre.publicURL, renderer: centre.renderer,
            clockSynchronised: { vc_clock_synchronised() })
        facts.postsPenalties = config["credit.url"] != nil
        return facts
    }

    /// The footage directory must be the one that this database knows: an unmounted disk leaves a bare directory that
    /// looks empty, and footage written there would vanish under the mount.
    private func adopt(_ directory: FootageDirectory, _ store: CheckStore) async throws -> FootageDirectory {
        let found = try directory.identity(making: nil)
        if try await store.database.footageIdentity() == nil, try DatabaseMirror.exists(in: directory) {
            throw Fault(
                .unavailable,
                "There is no database in \(centre.stateDirectory), and the footage directory \(directory.root) holds the mirror of one. If its disk is not mounted, mount it; if it is lost, make it again with \"videocheckd rebuild\". A new centre needs an empty footage directory."
            )
        }
        let fresh = found ?? UUID().uuidString
        let known = try await store.footageIdentity(orSet: fresh)
        switch (known, found) {
        case (nil, nil): _ = try directory.identity(making: fresh)
        case (nil, _?): break
        case (let known?, let found) where known == found: break
        case (_?, nil):
            // The very first start may have ended between the row and the file: an empty directory may be marked again.
            guard try await store.recordings(check: nil, limit: 1).isEmpty,
                (try? FileManager.default.contentsOfDirectory(atPath: directory.root))?.isEmpty ?? true
            else { throw foreign(directory, "has lost its identity file: is its disk mounted?") }
            _ = try directory.identity(making: known)
        default: throw foreign(directory, "belongs to another installation.")
        }
        return FootageDirectory(root: directory.root, known: known ?? fresh)
    }

    private func foreign(_ directory: FootageDirectory, _ what: String) -> Fault {
        Fault(.unavailable, "The footage directory \(directory.root) \(what) Nothing is written there.")
    }
}
