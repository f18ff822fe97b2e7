import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Store

/// The party objects to an inspector before the session (申请回避); the head of division decides, and the page says so.
extension PartyPages {
    func object(_ request: Request, _ form: PartyForm, peer: SocketAddress?) async throws -> Response {
        let key = try form.need("key")
        let view = try await open(key, peer: peer)
        let language = request.language
        let reason = form.text("reason", most: 1000)
        let inspector = form.text("inspector", most: 100)
        guard mayObject(view), view.inspectors.contains(where: { $0.id == inspector }) else {
            let words =
                language == .zh
                ? "请选择一名核查人员；核查开始后不能在本页申请。"
                : "Choose one of the inspectors; this page takes objections before the session only."
            return notice(request, view, key: key, said: words)
        }
        guard !reason.isEmpty else {
            return notice(
                request, view, key: key,
                said: language == .zh ? "请写明申请回避的理由。" : "Please say why the inspector should not take part.")
        }
        let applied = try await store.apply(
            .askRecusal(AskRecusal(inspector: inspector, reason: reason)), to: view.check.id,
            by: Actor(.party, view.check.contact.name), now: Date())
        let said: String
        switch applied {
        case .accepted, .repeated:
            said =
                language == .zh
                ? "已收到回避申请，将在核查开始前决定并通知您。"
                : "Your objection has arrived. It is decided before the session, and you are told."
        case .refused(let refusal) where refusal.guard == .recusal:
            said =
                language == .zh
                ? "对该核查人员的回避申请已提出过，不能重复提出。" : "You have objected to this inspector already: it cannot be done twice."
        case .refused(let refusal): said = refusal.guard.words[language]
        }
        return notice(request, try await open(key, peer: peer), key: key, said: said)
    }

    /// What was asked and decided, and whether more may be asked.
    func objections(_ view: CheckStore.PartyView, _ language: Contact.Language) -> [String: Any] {
        let own = view.recusals.filter { $0.askedBy.role == .party }
        let open = view.inspectors.filter { one in !view.recusals.contains { $0.inspectorID == one.id } }
        return [
            "objections": own.map { recusal in
                var shown = [
                    "objected": view.inspectorNames[recusal.inspectorID] ?? "",
                    "objection_reason": recusal.reason, "objection_state": Self.words(recusal, language),
                ]
                // An empty text counts as one in these templates.
                if let decision = recusal.decision { shown["objection_why"] = decision.reason }
                return shown
            } as [[String: String]],
            "may_object": mayObject(view) && !open.isEmpty,
            "objectionable": open.map {
                ["inspector_id": $0.id, "inspector_label": "\($0.name) (\($0.certificateNo))"]
            },
        ]
    }

    private func mayObject(_ view: CheckStore.PartyView) -> Bool {
        switch view.check.state {
        case .issued, .serviceFailed, .served: view.check.state.booking.map { Date() < $0.start } ?? false
        default: false
        }
    }

    private static func words(_ recusal: Recusal, _ language: Contact.Language) -> String {
        switch (recusal.decision?.granted, language) {
        case (nil, .zh): "正在等待决定"
        case (nil, .en): "being decided"
        case (true?, .zh): "已准许，由其他核查人员接替"
        case (true?, .en): "granted: another inspector takes the place"
        case (false?, .zh): "未予准许"
        case (false?, .en): "not granted"
        }
    }
}
