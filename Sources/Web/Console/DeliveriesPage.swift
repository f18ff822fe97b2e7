import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `GET /deliveries`: the outbox, what is held first; `POST /deliveries/{id}/retry` sends one again at once.
struct DeliveriesPage: Sendable {
    private static let pageSize = 50

    let console: Console
    private let page: ConsolePage

    init(console: Console) throws {
        self.console = console
        page = try ConsolePage(PackageResources.console_deliveries_mustache, frame: console.frame, part: .deliveries)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("deliveries") { request, _ in try await show(request) }
        router.post("deliveries/{id}/retry") { request, context in
            try await retry(request, context.parameters.require("id"))
        }
    }

    /// Held ones need a person, so they come first: then the list begins with them.
    private static let order: [DeliveryState] = [.held, .manual, .pending, .delivered]

    private func show(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        let state = try request.asked("state").map { try DeliveryState(word: $0, field: "state") } ?? .held
        let cursor = request.asked("cursor")
        let found = try await console.store.newestDeliveries(state: state, before: cursor, limit: Self.pageSize)
        let counts = try await console.store.deliveryCounts()
        var values: [String: Any] = [
            "tabs": Self.order.map { one in
                ConsoleList.tab(
                    one.words[language], "/deliveries?state=\(one.rawValue)", count: counts[one] ?? 0,
                    current: one == state)
            },
            "deliveries": found.lines.map {
                DeliveryLine(row: $0.row, checkNo: $0.checkNo, clock: console.clock, language: language).values
            }, "any": !found.lines.isEmpty, "held_tab": state == .held,
            "back": ConsoleList.address("/deliveries", [("state", state.rawValue)]),
        ]
        if let next = found.next {
            values["next"] = ConsoleList.address("/deliveries", [("state", state.rawValue), ("cursor", next)])
        }
        if cursor != nil { values["first"] = values["back"] }
        return await page.response(to: request, title: Phrase("投递", "Deliveries")[language], values)
    }

    private func retry(_ request: Request, _ name: String) async throws -> Response {
        guard let id = ID<Delivery>(name) else {
            throw Fault(.notFound, "There is no delivery \"\(name.prefix(40))\".", field: "id")
        }
        let fields = try await FormFields(request)
        let by = ConsoleName.of(request)
        _ = try await console.store.retryDelivery(
            id, by: Actor(.registrar, by.isEmpty ? "staff" : by), now: Date())
        let back = fields["back"].isEmpty ? "/deliveries" : ConsoleLanguage.here(fields["back"])
        return ConsoleNotice.seeOther(
            back, Phrase("已安排立即重新投递。", "It is being sent again now.")[request.consoleLanguage])
    }
}
