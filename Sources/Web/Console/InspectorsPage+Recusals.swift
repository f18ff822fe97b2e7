import Domain
import Foundation
import Store

/// Recusals of one inspector, over all checks.
extension InspectorsPage {
    func recusals(_ inspector: Inspector, _ language: Contact.Language) async throws -> String {
        let clock = ConsoleClock(zone: view.console.frame.zone)
        let found = try await store.recusals(ofInspector: inspector.id)
        return recusalsTemplate.render(
            page: [
                "zh": language == .zh, "en": language == .en, "any": !found.isEmpty,
                "recusals": found.map { one in
                    let decision = one.recusal.decision
                    return [
                        "check_no": one.checkNo, "asker": one.recusal.askedBy.role.words[language],
                        "asker_name": one.recusal.askedBy.name, "asked": clock.minute(one.recusal.askedAt),
                        "reason": one.recusal.reason, "state": Recusal.words(decision?.granted)[language],
                        "tone": decision == nil ? "wait" : "", "decided": decision.map { clock.minute($0.at) } ?? "",
                        "by": decision?.by ?? "", "why": decision?.reason ?? "",
                    ] as [String: Any]
                },
            ])
    }
}

extension Recusal {
    /// How it was decided; nil: not yet.
    static func words(_ granted: Bool?) -> Phrase {
        switch granted {
        case nil: Phrase("等待决定", "To be decided")
        case true?: Phrase("准许回避", "Recused")
        case false?: Phrase("不予回避", "Not recused")
        }
    }
}
