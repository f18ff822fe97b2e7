import Domain
import Foundation

/// The forms that say who inspects, as they were sent.
extension CommandReading {
    func people(_ name: CheckCommand.Name, _ form: inout CommandForm) {
        if [.askRecusal, .decideRecusal, .replaceInspector].contains(name), form.inspector == nil {
            wrong("inspector", Phrase("请选择核查人员。", "Choose the inspector."))
        }
        switch name {
        case .askRecusal:
            if Actor.Role(rawValue: sent["role"]) == nil { wrong("role", Phrase("请选择提出人。", "Say who asks.")) }
        case .decideRecusal:
            form.granted = sent["granted"] == "yes"
            if !["yes", "no"].contains(sent["granted"]) { wrong("granted", Phrase("请选择决定。", "Choose the decision.")) }
        case .replaceInspector:
            form.cause = Replacement.Cause(rawValue: sent["cause"])?.rawValue
            if form.cause == nil { wrong("cause", Phrase("请选择原因。", "Choose the cause.")) }
        case .inviteExpert:
            (form.name, form.field, form.organisation) = (sent["name"], sent["field"], optional("organisation"))
            for field in ["name", "field"] where sent[field].isEmpty { wrong(field, Phrase("请填写。", "Fill this in.")) }
        case .recordExpertFee:
            form.expert = optional("expert")
            if form.expert == nil { wrong("expert", Phrase("请选择专家。", "Choose the expert.")) }
            form.hours = Double(sent["hours"])
            if form.hours.map({ $0 > 0 && $0 <= RecordExpertFee.longestHours }) != true {
                wrong("hours", Phrase("请填写小时数，例如 2 或 1.5。", "Enter the hours, such as 2 or 1.5."))
            }
            form.amount_fen = Self.fen(sent["amount"])
            if form.amount_fen == nil {
                wrong("amount", Phrase("请填写金额，例如 800 或 800.50。", "Enter the amount, such as 800 or 800.50."))
            }
        default: break
        }
    }

    /// By inspector id, of those who typed one.
    func codes(of inspectors: [String]) -> [String: OneTimeCode] {
        inspectors.reduce(into: [:]) { codes, id in
            if let text = optional(CommandFields.codeName(id)) { codes[id] = OneTimeCode(text) }
        }
    }

    /// Yuan with at most two decimals, in fen; nil for anything else, and for more than the procedure takes.
    static func fen(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...9).contains(parts[0].count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }),
            let yuan = Int64(parts[0])
        else { return nil }
        var fen: Int64 = 0
        if parts.count == 2 {
            guard (1...2).contains(parts[1].count), let part = Int64(parts[1]) else { return nil }
            fen = parts[1].count == 1 ? part * 10 : part
        }
        let total = yuan * 100 + fen
        return total <= RecordExpertFee.mostFen ? total : nil
    }
}
