import Domain
import GRDB
import Synchronization

/// Tells whoever watches that something was committed, and of which checks: a hint to look again, for pages that are
/// open. It may come late, merged with others, or as "everything"; what is true stands in the rows.
///
/// Invariants: nothing is told before its commit; at most `bound` watch; memory per watcher is bounded.
public final class ChangeFeed: TransactionObserver, Sendable {
    /// What a commit touched.
    public struct Hint: Sendable, Equatable {
        public var tables: Set<String> = []
        /// Ids of checks whose own row, recordings or deliveries changed.
        public var checks: Set<String> = []
        /// Too much at once to say: look at everything again.
        public var everything = false
        public init() {}
    }

    private struct State: Sendable {
        var touched: [String: Set<Int64>] = [:]
        var touchedCount = 0
        var watchers: [Int: AsyncStream<Hint>.Continuation] = [:]
        var next = 0
    }

    /// Tables that say nothing to a reader of pages, or change only beside others that do.
    private static let silent: Set<String> = [
        "audit_leaf", "audit_node", "event", "case_event", "case_document", "counter", "fact", "idempotency",
        "seed_chain", "draw", "person",
        "certificate", "grdb_migrations",
    ]
    private static let mostRows = 500

    private let state = Mutex(State())
    private let bound: Int

    public init(bound: Int = 128) { self.bound = bound }

    /// Hints from now on; the watch ends when its reader does.
    /// - Throws: `Fault(.unavailable)` when enough watch already.
    public func watch() throws(Fault) -> AsyncStream<Hint> {
        let (stream, continuation) = AsyncStream.makeStream(of: Hint.self, bufferingPolicy: .bufferingNewest(16))
        let id: Int? = state.withLock { state in
            guard state.watchers.count < bound else { return nil }
            state.next += 1
            state.watchers[state.next] = continuation
            return state.next
        }
        guard let id else { throw Fault(.unavailable, "\(bound) pages are being kept up to date already.") }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.watchers.removeValue(forKey: id) }
        }
        return stream
    }

    public var watching: Int { state.withLock { $0.watchers.count } }

    // MARK: TransactionObserver, on the writer's queue

    public func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool {
        !Self.silent.contains(eventKind.tableName)
    }

    public func databaseDidChange(with event: DatabaseEvent) {
        let (table, row) = (event.tableName, event.rowID)
        state.withLock { state in
            guard !state.watchers.isEmpty else { return }
            if state.touchedCount >= Self.mostRows {
                state.touched[table, default: []] = []
            } else if state.touched[table, default: []].insert(row).inserted {
                state.touchedCount += 1
            }
        }
    }

    public func databaseDidCommit(_ db: Database) {
        let touched: (rows: [String: Set<Int64>], all: Bool) = state.withLock { state in
            defer { (state.touched, state.touchedCount) = ([:], 0) }
            return (state.touched, state.touchedCount >= Self.mostRows)
        }
        guard !touched.rows.isEmpty else { return }
        var hint = Hint()
        hint.tables = Set(touched.rows.keys)
        do {
            for (table, rows) in touched.rows { hint.checks.formUnion(try Self.checks(db, table, rows)) }
            hint.everything = touched.all
        } catch {
            hint.everything = true
        }
        tell(hint)
    }

    public func databaseDidRollback(_ db: Database) {
        state.withLock { ($0.touched, $0.touchedCount) = ([:], 0) }
    }

    private static func checks(_ db: Database, _ table: String, _ rows: Set<Int64>) throws -> [String] {
        let sql: String
        switch table {
        case "check": sql = "SELECT id FROM \"check\" WHERE rowid = ?"
        case "recording": sql = "SELECT check_id FROM recording WHERE rowid = ?"
        case "delivery": sql = "SELECT check_id FROM delivery WHERE rowid = ?"
        case "legal_case": sql = "SELECT check_id FROM legal_case WHERE rowid = ?"
        default: return []
        }
        let statement = try db.cachedStatement(sql: sql)
        return try rows.compactMap { try String.fetchOne(statement, arguments: [$0]) }
    }

    private func tell(_ hint: Hint) {
        for watcher in state.withLock({ Array($0.watchers.values) }) {
            // A reader that is slow loses single hints and is told to look at everything instead.
            guard case .dropped = watcher.yield(hint) else { continue }
            var merged = Hint()
            merged.everything = true
            watcher.yield(merged)
        }
    }
}
