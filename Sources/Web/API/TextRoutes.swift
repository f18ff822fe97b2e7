import Documents
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// What a person needs to send a text message by hand: its words, and codes to scan.
public struct TextDesk: Sendable {
    private let wording: TextTemplate
    /// The party's start page, where the code is typed.
    let address: String

    /// - Parameter wording: with `{code}` and `{address}`.
    public init(wording: TextTemplate, address: String) {
        self.wording = wording
        self.address = address
    }

    func words(_ text: TextToSend) throws -> String {
        try wording.rendered(with: text.parameters.merging(["address": address]) { $1 })
    }

    /// The number as people dial it.
    func phone(_ text: TextToSend) -> String { (try? PhoneNumber(text.phone))?.local ?? text.phone }

    /// What a telephone that scans it opens: a new message with number and words.
    func messageCode(_ text: TextToSend) throws -> QRCode {
        try QRCode("SMSTO:\(phone(text)):\(words(text))")
    }

    func addressCode() throws -> QRCode { try QRCode(address) }
}

/// What a person does with a text message, in the API and on the page.
enum TextAct: String, CaseIterable {
    case manual, sent, failed
}

/// `/texts`: messages that a person sends by hand.
struct TextRoutes: Sendable {
    let store: CheckStore
    let desk: TextDesk

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("texts") { request, _ in
            let list: TextList = try request.choice("state") ?? .waiting
            let limit = try Answer.limit(request)
            let rows = try await store.texts(list, after: request.uri.queryParameters.get("cursor"), limit: limit)
            return Answer.list(
                try rows.map(json), next: rows.count == limit ? rows.last?.delivery.id.description : nil)
        }
        for act in TextAct.allCases {
            group.post("texts/{id}/\(act.rawValue)") { request, context in
                let form = try await Answer.form(TextForm.self, request, of: "text message")
                let row = try await perform(
                    act, on: Self.id(context.parameters.require("id")), by: form.by, reason: form.reason)
                return Answer.json(DeliveryView.json(row))
            }
        }
        group.get("texts/{id}/qr.svg") { request, context in
            let text = try await store.waitingText(Self.id(context.parameters.require("id")))
            switch request.uri.queryParameters.get("of") ?? "message" {
            case "message": return Self.svg(try desk.messageCode(text).svg(label: "SMS \(text.checkNo)"))
            case "address": return Self.svg(try desk.addressCode().svg(label: desk.address))
            default: throw Fault(.invalid, "\"of\" takes message or address.", field: "of")
            }
        }
    }

    /// - Throws: `Fault(.invalid)` naming `by` or `reason`; what the store throws.
    func perform(_ act: TextAct, on id: ID<Delivery>, by name: String, reason: String?) async throws -> DeliveryRow {
        let actor = Actor(.registrar, try Application.text(name, "by"))
        switch act {
        case .manual: return try await store.takeTextOver(id, by: actor, now: Date())
        case .sent: return try await store.textSent(id, by: actor, now: Date())
        case .failed:
            return try await store.textFailed(
                id, by: actor, reason: Application.text(reason ?? "", "reason"), now: Date())
        }
    }

    static func id(_ name: String) throws -> ID<Delivery> {
        guard let id = ID<Delivery>(name) else {
            throw Fault(.notFound, "There is no text message \"\(name.prefix(40))\".", field: "id")
        }
        return id
    }

    /// The number stands whole only where a person is to dial it.
    private func json(_ text: TextToSend) throws -> JSONValue {
        let isWaiting = text.delivery.state == .manual
        let masked = (try? PhoneNumber(text.phone))?.masked ?? "****"
        return .object([
            "id": .string(text.delivery.id.description), "check": .string(text.delivery.check.description),
            "check_no": .string(text.checkNo), "enterprise": .string(text.enterpriseName),
            "contact": .string(text.contactName), "language": .string(text.language.rawValue),
            "phone": .string(isWaiting ? desk.phone(text) : masked),
            "text": isWaiting ? .string(try desk.words(text)) : .null, "address": .string(desk.address),
            "state": .string(text.delivery.state.rawValue), "reason": .text(text.delivery.lastReason),
            "since": .time(text.delivery.waitingSince), "overdue_at": .time(text.overdueAt),
            "arrival": DeliveryView.arrival(text.delivery.arrival),
        ])
    }

    private static func svg(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "image/svg+xml", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

private struct TextForm: Decodable {
    let by: String
    let reason: String?
}
