import Domain
import Foundation

extension MainJob {
    /// The review, the decision, and the posted result.
    /// - Returns: the licensing backend's receipt.
    func dispose(_ check: CheckName, recording: String) async throws -> String {
        let sealed = try await look(check)
        for inspector in sealed["inspectors"]?.list ?? [] {
            try await command(
                check, "verdict",
                [
                    "by": inspector["name"] ?? .null, "inspector": inspector["id"] ?? .null, "verdict": "pass",
                    "findings": .array([]), "reason": "人员在岗，回答清楚，证书原件与申请材料一致",
                ])
        }
        tell("dispose", "under_review", "两名核查人员各自密封提出意见，一致通过 two sealed verdicts, which agree")
        let reason = "人员在岗，证书原件与申请材料一致"
        try await command(check, "pass", ["by": .string(DemoCast.head), "reason": .string(reason)])
        tell("dispose", "passed", "核查通过 \(DemoCast.head)：\(reason)")

        let receipt = try await receipt(check)
        tell("post", "delivered", "许可系统回执 \(receipt) the licensing backend took the result")
        _ = try await wait(for: check, toBe: "closed")
        tell("post", "closed", "核查办结 \(check.number) is closed")
        return receipt
    }

    private func receipt(_ check: CheckName) async throws -> String {
        let receipt = try await wait(for: "the receipt of \(check.number)") {
            let deliveries = try await staff.get("/api/v1/deliveries?check=\(check.id)")["items"]?.list ?? []
            let result = deliveries.first { $0["kind"]?.text == "licensing_result" }
            if result?["state"]?.text == "held" {
                throw Fault(
                    .conflict, "The result is held: \(result?["last_reason"]?.text ?? "no reason given").")
            }
            return result?["state"]?.text == "delivered" ? result?["receipt_id"]?.text : nil
        }
        let effects = ledger.effects()
        guard effects.count == 1, effects.first?.receiptID == receipt else {
            throw Fault(
                .damaged, "The licensing backend holds \(effects.count) results; one with \(receipt) was due."
            )
        }
        return receipt
    }
}
