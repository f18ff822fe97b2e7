import Domain
import Store

/// What stands between a delivery and its receipt, for whoever reads it.
enum DeliveryWords {
    /// Nil where nothing is amiss, or nothing was tried yet.
    static func trouble(_ row: DeliveryRow) -> Phrase? {
        switch row.state {
        case .manual: return nil
        case .delivered:
            guard row.arrival.state == .failed else { return nil }
            return Phrase("运营商报告未到达手机。", "The network reports that it did not reach the handset.")
        case .held where row.failureByHand != nil: return Phrase("人工未能发送。", "It could not be sent by hand.")
        case .held where row.lastAnswer == nil:
            return Phrase("没有发出，需要人工处理。", "It was not sent: a person has to look.")
        case .held, .pending:
            guard let reason = row.lastReason else { return nil }
            if reason.hasPrefix(DeliveryOutcome.acceptedWithoutReceipt) {
                return Phrase(
                    "对方已接受，但没有给出回执：重发前请先向对方查询。",
                    "The receiver took it without a receipt: ask it before this is sent again.")
            }
            return trouble(status: row.lastAnswer?.status, kind: row.kind)
        }
    }

    /// What is on record of it. Who said what in their own words needs no other language.
    static func reason(_ row: DeliveryRow) -> String {
        if row.state == .delivered {
            return [row.arrival.code, row.arrival.words].compactMap(\.self).joined(separator: " ")
        }
        if let (by, reason) = row.failureByHand { return "\(by): \(reason)" }
        return row.lastReason ?? ""
    }

    /// - Parameter status: of the last answer, HTTP's or the mail server's; nil: there was none.
    private static func trouble(status: Int?, kind: DeliveryKind) -> Phrase {
        guard let status else { return Phrase("没有收到对方的答复。", "The receiver did not answer.") }
        return switch status {
        // A text gateway says yes with a receipt; any other yes holds an error inside.
        case 200..<300 where kind == .noticeText: Phrase("短信网关答复有误。", "The gateway's answer holds an error.")
        case 200..<300: Phrase("对方的答复里没有有效的回执。", "The receiver's answer held no valid receipt.")
        case 401, 403: Phrase("对方拒绝：身份未被认可。", "The receiver refused: it does not accept who we are.")
        case 410: Phrase("对方地址已停用。", "The receiver's address is gone.")
        case 429: Phrase("对方请求放慢。", "The receiver asks to go slower.")
        case 300..<500: Phrase("对方拒绝接收。", "The receiver refused it.")
        default: Phrase("对方系统出错。", "The receiver is in trouble.")
        }
    }
}
