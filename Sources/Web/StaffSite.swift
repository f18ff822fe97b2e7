import Documents
import Domain
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
    /// Machines must show it as `Authorization: Bearer` when it is set.
    let adminToken: String?
    let centerName: String
    let timeZone: TimeZone
    /// The host that the staff listener was configured with.
    let staffHost: String

    /// Where the API begins; what lies beside it is for people.
    static let apiPrefix = "/api/"

    public init(
        store: CheckStore, uploads: Uploads, footage: Footage, late: @escaping @Sendable () -> [String],
        adminToken: String?, centerName: String, timeZone: TimeZone, staffHost: String
    ) {
        self.store = store
        self.uploads = uploads
        self.footage = footage
        self.late = late
        self.adminToken = adminToken
        self.centerName = centerName
        self.timeZone = timeZone
        self.staffHost = staffHost
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
        let frame = try ConsoleFrame(centerName: centerName, zone: timeZone, alerts: { await openAlerts() })
        let sorry = try ConsoleSorry(frame: frame)
        router.add(middleware: FaultMiddleware(page: { await sorry.response(to: $0, $1) }))
        router.add(middleware: SameOriginGuard(listenerHost: staffHost))
        addHealth(to: router)
        let console = Console(
            store: store, footage: footage, frame: frame, zone: timeZone, clock: LocalClock(timeZone: timeZone))
        try console.add(to: router)
        try addRecorderRoutes(to: router, store: store, timeZone: timeZone)
        let api = router.group("api/v1")
        if let adminToken { api.add(middleware: BearerMiddleware(token: adminToken)) }
        CheckRoutes(store: store, footage: footage).add(to: api)
        RosterRoutes(store: store).add(to: api)
        UploadRoutes(store: store, uploads: uploads).add(to: api)
        RecordingRoutes(store: store, footage: footage).add(to: api)
        IncomingRoutes(store: store).add(to: api)
        DeliveryRoutes(store: store).add(to: api)
        AuditRoutes(store: store).add(to: api)
        let document = try OpenAPIDocument.load()
        router.get("api/openapi.json") { _, _ in Answer.json(document) }
        return router
    }

    private func openAlerts() async -> [ConsoleFrame.Alert] {
        // A page without its alerts is better than no page; the reads of the page itself say what is wrong.
        let rows = (try? await store.openAlerts()) ?? []
        return rows.map { ConsoleFrame.Alert($0.alert) }
    }

    /// The public listener: the party's pages and nothing else.
    public func party() throws -> Router<PartyRequestContext> {
        let router = Router(context: PartyRequestContext.self)
        router.add(middleware: FaultMiddleware())
        try addPartyRoutes(to: router, store: store, timeZone: timeZone, centerName: centerName)
        OtherMethods.refuse(on: router)
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

/// A token for machines, until people have accounts.
struct BearerMiddleware<Context: RequestContext>: RouterMiddleware {
    let token: String

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let shown = Data((request.headers[.authorization] ?? "").utf8).sha256Hex
        guard shown == Data("Bearer \(token)".utf8).sha256Hex else {
            throw Fault(.unauthenticated, "Send \"Authorization: Bearer …\" with the administrator's token.")
        }
        return try await next(request, context)
    }
}
