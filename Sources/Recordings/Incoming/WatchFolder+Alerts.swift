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
        memory.said(trouble)
    }

    /// Files that wait for a person, and those that cannot be taken in time after time.
    func alertPeople(now: Date) async throws {
        var alerts = try await alerts(.incomingUnassigned, of: .unassigned)
        alerts += try await self.alerts(.incomingUnreadable, of: .refused)
        alerts += memory.failing().prefix(Self.mostAlerts).map {
            Self.alert(.incomingUnreadable, $0.row, reason: $0.reason)
        }
        guard memory.isNews(alerts) else { return }
        try await store.keep([.incomingUnassigned, .incomingUnreadable], at: alerts, now: now)
        memory.said(alerts)
    }

    /// The newest files by name; where there are more, one alert for them all, under the folder's name.
    private func alerts(_ kind: Alert.Kind, of state: IncomingState) async throws -> [Alert] {
        let rows = try await store.incoming(states: [state], newestFirst: true, limit: Self.mostAlerts)
        let alerts = rows.map { Self.alert(kind, $0, reason: $0.reason?.words(.en) ?? state.rawValue) }
        guard rows.count == Self.mostAlerts else { return alerts }
        let count = try await store.incomingCount(state)
        guard count > rows.count else { return alerts }
        return alerts + [
            Alert(
                kind, subject: directory.root,
                detail: [
                    "count": .int(Int64(count)),
                    "reason": .string(
                        "\(count) files are \(state.rawValue); the newest \(rows.count) have alerts of their own."),
                ])
        ]
    }

    private static func alert(_ kind: Alert.Kind, _ row: IncomingRow, reason: String) -> Alert {
        Alert(kind, subject: String(row.shown.prefix(200)), reason: reason)
    }
}
