import Domain
import Store

/// A delivery as the check's page and the list of deliveries show it.
struct DeliveryLine {
    let row: DeliveryRow
    let checkNo: String
    let clock: ConsoleClock
    let language: Contact.Language

    var values: [String: Any] {
        [
            "id": row.id.description, "check_no": checkNo, "kind": row.kind.words[language],
            "state": row.state.words[language], "tone": row.state.tone, "held": row.state == .held,
            "can_retry": row.state != .delivered, "receipt": row.receipt ?? "", "attempts": attempts,
            "made_at": clock.minute(row.madeAt), "settled_at": row.settledAt.map { clock.minute($0) } ?? "",
            "due_at": row.dueAt.map { clock.minute($0) } ?? "", "reason": row.lastReason ?? "",
            "status": row.lastAnswer.map { String($0.status) } ?? "", "answer": row.lastAnswer?.body ?? "",
            "trouble": trouble,
        ]
    }

    private var attempts: String {
        Phrase("尝试 \(row.attempts) 次", row.attempts == 1 ? "1 attempt" : "\(row.attempts) attempts")[language]
    }

    /// Why it is not there yet, in plain words; the sender's own say more.
    private var trouble: String {
        guard row.state != .delivered, row.lastReason != nil else { return "" }
        return DeliveryWords.trouble(status: row.lastAnswer?.status)[language]
    }
}
