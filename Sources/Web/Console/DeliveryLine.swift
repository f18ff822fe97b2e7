import Domain
import Store

/// A delivery as the check's page and the list of deliveries show it.
struct DeliveryLine {
    let row: DeliveryRow
    let checkNo: String
    let clock: ConsoleClock
    let language: Contact.Language

    var values: [String: Any] {
        let trouble = DeliveryWords.trouble(row)?[language] ?? ""
        return [
            "id": row.id.description, "check_no": checkNo, "kind": row.kind.words[language],
            "state": row.state.words[language], "tone": row.state.tone, "held": row.state == .held,
            "can_retry": row.state == .held || row.state == .pending, "receipt": row.receipt ?? "",
            "attempts": attempts, "made_at": clock.minute(row.madeAt),
            "settled_at": row.settledAt.map { clock.minute($0) } ?? "",
            "due_at": row.dueAt.map { clock.minute($0) } ?? "",
            "reason": trouble.isEmpty ? "" : DeliveryWords.reason(row),
            "status": row.lastAnswer.map { String($0.status) } ?? "", "answer": row.lastAnswer?.body ?? "",
            "trouble": trouble, "texts": texts,
        ]
    }

    private var attempts: String {
        Phrase("尝试 \(row.attempts) 次", row.attempts == 1 ? "1 attempt" : "\(row.attempts) attempts")[language]
    }

    /// What a person can do about it on the page of texts; empty where there is nothing to do there.
    private var texts: String {
        guard row.kind == .noticeText else { return "" }
        switch row.state {
        case .manual: return Phrase("去发送这条短信", "Go and send it")[language]
        case .held: return Phrase("改由人工发送", "Send it by hand instead")[language]
        case .delivered where row.arrival.state == .failed:
            return Phrase("改由人工发送", "Send it by hand instead")[language]
        case .delivered, .pending: return ""
        }
    }
}
