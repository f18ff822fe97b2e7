import Domain
import Foundation

extension TextShape {
    /// What the end of a transfer means. Many gateways answer 200 with an error inside; their own code then decides,
    /// and so it does inside any other status.
    func outcome(of end: TransferEnd, now: Date) -> DeliveryOutcome {
        guard case .complete(let got) = end else {
            return DeliveryOutcome.ofUnsuccessful(end, now: now)
                ?? .retry(reason: "The transfer ended in no known way.", after: nil, answer: nil)
        }
        let shown = DeliveryOutcome.Answer(got)
        let document = try? JSONDecoder().decode(JSONValue.self, from: got.body)
        let isGood = (200..<300).contains(got.status)
        if isGood, let document, answer.success.allSatisfy({ $0.holds(in: document) }) {
            return receipt(in: document, shown)
        }
        if let document, let refusal = refusal(in: document, got, isGood: isGood, now: now) { return refusal }
        if let unsuccessful = DeliveryOutcome.ofUnsuccessful(end, now: now) { return unsuccessful }
        guard document != nil else {
            return .retry(
                reason: "The gateway answered \(got.status) without the JSON that was expected.", after: nil,
                answer: shown)
        }
        return .retry(
            reason: "The gateway answered \(got.status) with an error inside that names no code.", after: nil,
            answer: shown)
    }

    /// No key tells the gateway that a message is the same one again: what it has accepted is never sent twice, even if
    /// it gives nothing to know it by.
    private func receipt(in document: JSONValue, _ shown: DeliveryOutcome.Answer) -> DeliveryOutcome {
        guard let receipt = answer.receipt.word(in: document), receipt.utf8.count <= 256, !receipt.containsControls
        else {
            return .held(
                reason: "\(DeliveryOutcome.acceptedWithoutReceipt) of 1 to 256 bytes at \(answer.receipt.text): "
                    + "ask the gateway whether the message went out before it is sent again.",
                answer: shown)
        }
        return .delivered(receipt: receipt, answer: shown)
    }

    /// By the gateway's own code; nil when there is none, or one outside a 2xx that the file does not know.
    private func refusal(
        in document: JSONValue, _ got: TransferAnswer, isGood: Bool, now: Date
    ) -> DeliveryOutcome? {
        guard let code = answer.code.lazy.compactMap({ $0.word(in: document) }).first else { return nil }
        let words = answer.words.lazy.compactMap { $0.word(in: document) }.first
        let shown = DeliveryOutcome.Answer(got)
        let reason =
            "The gateway answered \(got.status) with an error inside: "
            + ["code \(code)", words].compactMap(\.self).joined(separator: ", ").prefix(500)
        let after = got.header("retry-after").flatMap { RetryAfter.parse($0, now: now) }
        switch verdict(on: code) {
        case .permanent: return .held(reason: reason, answer: shown)
        case .retry: return .retry(reason: reason, after: after, answer: shown)
        case .slowDown:
            return .retry(
                reason: reason, after: max(after ?? .zero, .seconds(answer.slowDownSeconds)), answer: shown)
        case nil: return isGood ? .retry(reason: reason, after: after, answer: shown) : nil
        }
    }

    enum Verdict { case permanent, retry, slowDown }

    /// The closest entry counts: the code itself, else the longest `prefix*`.
    func verdict(on code: String) -> Verdict? {
        var best: (length: Int, verdict: Verdict)?
        for (entries, verdict) in [
            (answer.permanent, Verdict.permanent), (answer.retry, .retry), (answer.slowDown, .slowDown),
        ] {
            for entry in entries {
                let length: Int
                if entry == code {
                    length = Int.max
                } else if entry.hasSuffix("*"), code.hasPrefix(entry.dropLast()) {
                    length = entry.count
                } else {
                    continue
                }
                if length > best?.length ?? -1 { best = (length, verdict) }
            }
        }
        return best?.verdict
    }
}
