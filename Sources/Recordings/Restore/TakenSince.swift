import Domain
import Foundation
import Store

/// Files that were taken out of the watched folder after a backup was made: a restored state does not know them, and
/// nobody looks at them again where they were put away.
public struct TakenSince: Sendable, Equatable {
    /// Paths below the watched folder, `.taken/<day>/<inc_…>/<name>`.
    public let paths: [String]

    /// Asks the restored state itself: what it has as taken was in the backup.
    /// - Throws: `Fault(.unavailable)` when the folder cannot be read.
    public init(incoming: String, store: CheckStore) async throws {
        let found = try await Offload.run { try Self.putAway(in: incoming) }
        let known = try await store.settledIncoming(of: found.map(\.id))
        paths = found.filter { !known.contains($0.id) }.map(\.path)
    }

    /// Recordings that lie in `.taken`, without their sidecars.
    static func putAway(in incoming: String) throws -> [(id: String, path: String)] {
        var found: [(id: String, path: String)] = []
        for day in try BackupDirectory.entries("\(incoming)/\(WatchedDirectory.taken)") {
            for id in try folders("\(incoming)/\(WatchedDirectory.taken)", day) {
                let place = "\(WatchedDirectory.taken)/\(day)/\(id)"
                for name in try BackupDirectory.entries("\(incoming)/\(place)")
                where IncomingName.kind(Array(name.utf8)) == .recording {
                    found.append((id, "\(place)/\(name)"))
                }
            }
        }
        return found
    }

    private static func folders(_ top: String, _ day: String) throws -> [String] {
        try BackupDirectory.entries("\(top)/\(day)").filter { $0.hasPrefix("\(Incoming.idPrefix)_") }
    }
}
