import Domain
import Foundation
import Logging
import Store

/// The loops of this target, ready to run.
public struct StageLoops: Sendable {
    public let loops: [DueLoop]

    /// - Parameters:
    ///   - licensing, credit, mail, text: ways out, one for each kind of delivery.
    public init(
        store: CheckStore, licensing: Gateway, credit: Gateway, mail: Gateway, text: Gateway, pulse: Pulse,
        logger: Logger
    ) {
        let gateway: @Sendable (DeliveryKind) -> Gateway = { kind in
            switch kind {
            case .licensingResult: licensing
            case .creditPenalty: credit
            case .noticeMail: mail
            case .noticeText: text
            }
        }
        let timer = CheckTimer(store: store, logger: logger)
        let notices = DeliveryStage(store: store, kinds: [.noticeMail, .noticeText], gateway: gateway, logger: logger)
        let results = DeliveryStage(
            store: store, kinds: [.licensingResult, .creditPenalty], gateway: gateway, logger: logger)
        loops = [
            DueLoop(
                name: "checks", signal: store.signals.checks, pulse: pulse, allowance: .seconds(120), logger: logger
            ) { try await timer.pass(now: $0) },
            DueLoop(
                name: "notices", signal: store.signals.notices, pulse: pulse, allowance: .seconds(300), logger: logger
            ) { try await notices.pass(now: $0) },
            DueLoop(
                name: "results", signal: store.signals.results, pulse: pulse, allowance: .seconds(300), logger: logger
            ) { try await results.pass(now: $0) },
            DueLoop(
                name: "texts", signal: store.signals.texts, pulse: pulse, allowance: .seconds(60), logger: logger
            ) { try await store.watchTexts(now: $0) },
        ]
    }
}
