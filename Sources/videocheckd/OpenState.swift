import Domain
import Foundation
import Store

/// The state as a command uses it while the daemon is stopped.
struct OpenState: Sendable {
    let centre: Centre
    let store: CheckStore
    private let lock: StateLock

    /// - Throws: `Fault(.conflict)` while another process holds the state.
    init(_ centre: Centre, lock: StateLock) throws {
        self.centre = centre
        self.lock = lock
        store = try Self.store(in: centre.stateDirectory, centre)
    }

    init(_ centre: Centre) throws {
        try self.init(centre, lock: StateLock(directory: centre.stateDirectory))
    }

    func close() throws {
        try store.database.close()
        withExtendedLifetime(lock) {}
    }

    /// Opens the database that lies in `directory`.
    static func store(in directory: String, _ centre: Centre) throws -> CheckStore {
        CheckStore(
            database: try StoreDatabase(directory: directory) { complain("\($0)") }, vault: centre.vault,
            surroundings: .init(
                rules: centre.rules, calendar: centre.calendar, timeZone: centre.timeZone, centerName: centre.name,
                publicURL: centre.publicURL, renderer: centre.renderer, clockSynchronised: { false }))
    }
}
