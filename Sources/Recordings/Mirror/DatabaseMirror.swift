import Domain
import Foundation
import Logging
import Store

/// Keeps the whole database a second time, as text in the footage directory, some seconds behind: whoever loses the
/// state's disk makes the database again from the footage alone (`Rebuild/DatabaseRebuild`).
///
/// Changes are noted in the database, in their own transaction; a pass writes the sheets that have any, durably, and then
/// forgets the notes. Killing it anywhere leaves notes, and the next start goes on.
public struct DatabaseMirror: Sendable {
    let store: CheckStore
    let footage: FootageDirectory
    let logger: Logger
    var directory: MirrorDirectory { MirrorDirectory(footage: footage) }

    /// Sheets of one pass; how long passes follow one another, and how long they rest then: a check in the making is not
    /// written at each of its steps, and a busy centre's disk stays its own.
    private static let batch = 64
    private static let busy: Duration = .milliseconds(300)
    private static let rest: TimeInterval = 2

    public init(store: CheckStore, directory: FootageDirectory, logger: Logger) {
        self.store = store
        footage = directory
        self.logger = logger
    }

    /// Whether a database was mirrored there.
    public static func exists(in footage: FootageDirectory) throws -> Bool {
        try MirrorDirectory(footage: footage).readMark() != nil
    }

    public func loop(pulse: Pulse) -> DueLoop {
        DueLoop(
            name: "mirror", signal: WakeSignal(), pulse: pulse, allowance: .seconds(120), logger: logger
        ) { _ in
            let end = ContinuousClock.now + Self.busy
            while try await pass(), ContinuousClock.now < end {}
            return Date().addingTimeInterval(Self.rest)
        }
    }

    /// Once before work begins: a mirror that this database does not go on from is set aside, and made anew.
    public func prepare(now: Date) async throws {
        let mark = try await Offload.run { [directory] in try directory.readMark() }
        if let mark, try await store.continues(mark) { return try await store.resumeMirror(from: mark) }
        if let mark, try await isBehind(mark) {
            throw Fault(
                .damaged,
                "The database has lost its end: its audit log goes on in the mirror, in the footage directory. Was its write-ahead log removed, or an older copy put in its place? To make it again from the mirror, move \(StoreDatabase.fileName) away and run \"videocheckd rebuild\"; to go on without what was lost, move \(directory.root) away."
            )
        }
        let aside = try await Offload.run { [directory] in try directory.setAside(now: now) }
        if let aside {
            logger.notice(
                "the mirror is not this database's: it is set aside and made anew", metadata: ["folder": "\(aside)"])
        }
        try await store.markMirror()
    }

    private func isBehind(_ mark: CheckStore.MirrorMark) async throws -> Bool {
        try await store.isBehind(mark) { [footage] name in
            FileManager.default.contents(atPath: footage.folder(MirrorDirectory.path(of: name)))
        }
    }

    /// Writes what is due until nothing is, or until the time is over. The loop must rest: what it had begun is begun anew.
    public func flush(within limit: Duration) async throws {
        try await store.resumeMirror()
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end, try await pass() {}
    }

    /// - Returns: whether anything was due.
    func pass() async throws -> Bool {
        do {
            guard let (sheets, mark) = try await store.takeSheets(limit: Self.batch) else { return false }
            try await Offload.run { [directory, footage] in
                try footage.demandIdentity()
                for sheet in sheets { try directory.write(sheet) }
                try directory.write(mark)
            }
            try await store.settleSheets(sheets.map(\.name))
            return true
        } catch {
            try await store.resumeMirror()
            throw error
        }
    }
}
