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

    public init(
        store: CheckStore, uploads: Uploads, footage: Footage, late: @escaping @Sendable () -> [String],
        adminToken: String?, centerName: String, timeZone: TimeZone
    ) {
        self.store = store
        self.uploads = uploads
        self.footage = footage
        self.late = late
        self.adminToken = adminToken
        self.centerName = centerName
        self.timeZone = timeZone
    }

    /// The staff listener: the API, the recorder page, health.
    public func staff() throws -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: FaultMiddleware())
        addHealth(to: router)
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
        return router
    }

    /// The public listener: the party's pages and nothing else.
    public func party() throws -> Router<PartyRequestContext> {
        let router = Router(context: PartyRequestContext.self)
        router.add(middleware: FaultMiddleware())
        try addPartyRoutes(to: router, store: store, timeZone: timeZone, centerName: centerName)
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
