import Domain
import Foundation
import Store

/// What people should know of the folder until it is over.
extension WatchFolder {
    public static let alertKinds: Set<Alert.Kind> = [.incomingUnreachable, .incomingUnreadable, .incomingUnassigned]
    /// The page of incoming files has the rest.
    private static let mostAlerts = 10

    /// Trouble with the folder as a whole, said when it begins and when it ends.
    func report(_ trouble: String?) async throws {
        guard memory.isNews(trouble) else { return }
        if let trouble {
            logger.error("the watched folder is in trouble", metadata: ["reason": "\(trouble)"])
        } else {
            logger.notice("the watched folder is read", metadata: ["folder": "\(directory.root)"])
        }
        let alerts = trouble.map { [Alert(.incomingUnreachable, subject: directory.root, reason: $0)] } ?? []
        try await store.keep([.incomingUnreachable], at: alerts, now: Date())
    }

    /// Files that wait for a person.
    func alertPeople(now: Date) async throws {
        let unassigned = try await store.incoming(states: [.unassigned], limit: Self.mostAlerts)
        let refused = try await store.incoming(states: [.refused], limit: Self.mostAlerts)
        let alerts =
            unassigned.map { Self.alert(.incomingUnassigned, $0) } + refused.map { Self.alert(.incomingUnreadable, $0) }
        guard memory.isNews(alerts) else { return }
        try await store.keep([.incomingUnassigned, .incomingUnreadable], at: alerts, now: now)
    }

    private static func alert(_ kind: Alert.Kind, _ row: IncomingRow) -> Alert {
        Alert(kind, subject: String(row.shown.prefix(200)), reason: row.reason?.words(.en) ?? row.state.rawValue)
    }
}
