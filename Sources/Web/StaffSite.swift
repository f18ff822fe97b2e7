import Documents
import Domain
import Figures
import Foundation
import HTTPTypes
import Hummingbird
import Recordings
import Store

/// What the two listeners serve.
public struct Site: Sendable {
    let store: CheckStore
    let uploads: Uploads
    let footage: Footage
    /// Loops that are late; empty while all progress.
    let late: @Sendable () -> [String]
    /// Whoever comes must show it when it is set: machines as a bearer token, people as the password their browser asks for.
    let adminToken: String?
    let centerName: String
    let timeZone: TimeZone
    let metrics: Metrics
    let requests: RequestCounts
    /// Figures of the process and the machine, for `/metrics`.
    let machine: @Sendable () async -> [MetricSnapshot]
    /// The host that the staff listener was configured with.
    let staffHost: String
    let texts: TextDesk
    /// Nil when no gateway calls in.
    let callbacks: TextCallbacks?

    /// Where the API begins; what lies beside it is for people.
    static let apiPrefix = "/api/"

    public init(
        store: CheckStore, uploads: Uploads, footage: Footage, late: @escaping @Sendable () -> [String],
        adminToken: String?, centerName: String, timeZone: TimeZone, staffHost: String, texts: TextDesk,
        callbacks: TextCallbacks? = nil, metrics: Metrics = Metrics(),
        machine: @escaping @Sendable () async -> [MetricSnapshot] = { [] }
    ) {
        self.store = store
        self.uploads = uploads
        self.footage = footage
        self.late = late
        self.adminToken = adminToken
        self.centerName = centerName
        self.timeZone = timeZone
        self.metrics = metrics
        requests = RequestCounts(metrics)
        self.machine = machine
        self.staffHost = staffHost
        self.texts = texts
        self.callbacks = callbacks
    }

    /// The staff listener: the console, the API, the recorder page, health.
    public func staff() throws -> Router<BasicRequestContext> {
        let router = try routed()
        OtherMethods.refuse(on: router)
        return router
    }

    /// All that staff and machines may ask for, before the refusals of other methods.
    func routed() throws -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: RequestCountsMiddleware(counts: requests, listener: "staff"))
        let frame = try ConsoleFrame(centerName: centerName, zone: timeZone, alerts: { await openAlerts() })
        let sorry = try ConsoleSorry(frame: frame)
        router.add(middleware: FaultMiddleware(page: { await sorry.response(to: $0, $1) }))
        router.add(middleware: SameOriginGuard(listenerHost: staffHost))
        addHealth(to: router)
        MetricsRoute(store: store, metrics: metrics, machine: machine).add(to: router)
        let people = router.group()
        if let adminToken { people.add(middleware: DoorMiddleware(token: adminToken, asks: true)) }
        try Console(store: store, footage: footage, uploads: uploads, frame: frame).add(to: people)
        try TextsPage(store: store, desk: texts, frame: frame).add(to: people)
        try AlertsPage(store: store, frame: frame, clock: LocalClock(timeZone: timeZone)).add(to: people)
        try addRecorderRoutes(to: people, store: store, frame: frame)
        let api = router.group("api/v1")
        if let adminToken { api.add(middleware: DoorMiddleware(token: adminToken, asks: false)) }
        CheckRoutes(store: store, footage: footage).add(to: api)
        MarkerRoutes(store: store).add(to: api)
        SearchRoutes(store: store, zone: timeZone).add(to: api)
        ApplicationRoutes(store: store).add(to: api)
        ClockRoutes(store: store).add(to: api)
        CalendarRoutes(store: store).add(to: api)
        CaseRoutes(store: store).add(to: api)
        RosterRoutes(store: store).add(to: api)
        PeopleRoutes(store: store).add(to: api)
        EnterpriseRoutes(store: store).add(to: api)
        TableRoutes(intake: TableIntake(store: store, timeZone: timeZone)).add(to: api)
        UploadRoutes(store: store, uploads: uploads).add(to: api)
        RecordingRoutes(store: store, footage: footage).add(to: api)
        IncomingRoutes(store: store).add(to: api)
        DeliveryRoutes(store: store).add(to: api)
        TextRoutes(store: store, desk: texts).add(to: api)
        AuditRoutes(store: store).add(to: api)
        AlertRoutes(store: store).add(to: api)
        StatusRoutes(store: store, late: late).add(to: api)
        let document = try OpenAPIDocument.load()
        router.get("api/openapi.json") { _, _ in Answer.json(document) }
        return router
    }

    private func openAlerts() async -> ConsoleFrame.Banner {
        // A page without its alerts is better than no page; the reads of the page itself say what is wrong.
        // What somebody has signed for stands on the page of alerts alone.
        guard let open = try? await store.openAlerts(unknown: true, limit: ConsoleFrame.Banner.most) else {
            return ConsoleFrame.Banner()
        }
        return ConsoleFrame.Banner(shown: open.rows.map { ConsoleFrame.Alert($0.alert) }, count: open.count)
    }

    /// The public listener: the party's pages and nothing else.
    public func party() throws -> Router<PartyRequestContext> {
        let router = Router(context: PartyRequestContext.self)
        router.add(middleware: RequestCountsMiddleware(counts: requests, listener: "public"))
        router.add(middleware: FaultMiddleware())
        try addPartyRoutes(to: router, store: store, timeZone: timeZone, centerName: centerName)
        OtherMethods.refuse(on: router)
        callbacks?.add(to: router, store: store)
        return router
    }

    private func addHealth(to router: Router<BasicRequestContext>) {
        router.get("healthz") { _, _ in
            let late = late()
            let status: HTTPResponse.Status = late.isEmpty ? .ok : .serviceUnavailable
            return Answer.json(.object(["ok": .bool(late.isEmpty), "late": .texts(late)]), status: status)
        }
        router.get("readyz") { _, _ in
            _ = try await store.database.auditCheckpoint()
            return Answer.json(.object(["ready": true]))
        }
    }
}
