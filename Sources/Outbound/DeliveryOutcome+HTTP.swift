import Domain
import Foundation

extension DeliveryOutcome {
    /// The outcome of whatever did not end in a complete 2xx; nil for a complete 2xx, which the gateway
    /// judges.
    static func ofUnsuccessful(_ end: TransferEnd, now: Date) -> DeliveryOutcome? {
        switch end {
        case .broken(let failure): return ofBroken(failure)
        case .complete(let answer):
            guard !(200..<300).contains(answer.status) else { return nil }
            return ofRefusal(answer, now: now)
        }
    }

    /// The transfer was refused before libcurl had it.
    static func ofUntaken(_ fault: Fault) -> DeliveryOutcome {
        if fault.kind == .unavailable { return .retry(reason: fault.message, after: nil, answer: nil) }
        return .held(reason: fault.description, answer: nil)
    }

    static func ofBroken(_ failure: TransferFailure) -> DeliveryOutcome {
        let answer = failure.partial.map { Answer($0) }
        switch failure.kind {
        case .unusableURL:
            return .held(
                reason: "The address cannot be used (\(failure.message)); correct it in the configuration.",
                answer: nil)
        case .certificate:
            return .retry(
                reason:
                    "The receiver's TLS certificate does not verify, so nothing was sent: \(failure.message)",
                after: nil, answer: nil)
        case .timeout:
            return .retry(reason: "No whole answer in time: \(failure.message)", after: nil, answer: answer)
        case .tooLarge:
            return .retry(
                reason: "The answer is larger than a receipt can be: \(failure.message)", after: nil,
                answer: answer)
        case .network:
            return .retry(reason: "The transfer broke off: \(failure.message)", after: nil, answer: answer)
        }
    }

    private static func ofRefusal(_ answer: TransferAnswer, now: Date) -> DeliveryOutcome {
        let shown = Answer(answer)
        let after = answer.header("retry-after").flatMap { RetryAfter.parse($0, now: now) }
        switch answer.status {
        case 300..<400:
            let target = answer.header("location").map { " to \($0.prefix(200))" } ?? ""
            return .retry(
                reason: "The receiver redirects\(target) (\(answer.status)); redirects are not followed. "
                    + "Correct the address in the configuration.",
                after: after, answer: shown)
        case 408, 425, 429:
            return .retry(
                reason: "The receiver asks to wait (\(answer.status)).", after: after, answer: shown)
        case 410:
            return .held(
                reason:
                    "This address is gone for good (410); ask the receiver for the new one.",
                answer: shown)
        case 400..<500:
            return .held(
                reason: "The receiver refuses this message (\(answer.status)); its answer says why.",
                answer: shown)
        default:
            return .retry(reason: "The receiver fails (\(answer.status)).", after: after, answer: shown)
        }
    }
}

extension DeliveryOutcome.Answer {
    /// The first 4 KiB of the body; what is not UTF-8 shows as replacement characters.
    init(_ answer: TransferAnswer) {
        self.init(status: answer.status, body: String(decoding: answer.body.prefix(4096), as: UTF8.self))
    }
}
