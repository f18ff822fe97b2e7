import Domain
import Foundation
import Logging
import Store

/// The loops that watch over the centre and tell its administrator.
public struct WatchLoops: Sendable {
    public let loops: [DueLoop]

    /// - Parameters:
    ///   - alertMail: whom to tell; nil: nobody by mail.
    ///   - kinds: what `look` answers for: what it does not return does not stand.
    public init(
        store: CheckStore, alertMail: String?, mail: Gateway, kinds: Set<Alert.Kind>,
        look: @escaping @Sendable (_ now: Date) async -> [Alert], pulse: Pulse, logger: Logger
    ) {
        let watcher = Watcher(store: store, kinds: kinds, look: look)
        var loops = [
            DueLoop(name: "watch", signal: store.signals.watch, pulse: pulse, allowance: .seconds(120), logger: logger)
            { try await watcher.pass(now: $0) }
        ]
        if let alertMail {
            let mailer = AlertMailer(store: store, address: alertMail, gateway: mail, logger: logger)
            loops.append(
                DueLoop(
                    name: "alerts", signal: store.signals.alerts, pulse: pulse, allowance: .seconds(300),
                    logger: logger
                ) { try await mailer.pass(now: $0) })
        }
        self.loops = loops
    }
}
