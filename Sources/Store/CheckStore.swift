import Domain
import Foundation
import GRDB

/// The checks, and the only way to change one. Everything here is a transaction; nothing is kept in memory.
public struct CheckStore: Sendable {
    public let database: StoreDatabase
    public let signals: Signals
    let vault: Vault
    let surroundings: Surroundings

    /// Hints that rows may be due, one for each kind of loop.
    public struct Signals: Sendable {
        public let checks = WakeSignal()
        public let notices = WakeSignal()
        public let results = WakeSignal()
        public let recordings = WakeSignal()
        public let texts = WakeSignal()
        public let incoming = WakeSignal()
        /// There are alerts to tell of.
        public let alerts = WakeSignal()
        /// Something may have gone wrong, or be mended: look at once.
        public let watch = WakeSignal()
        public init() {}
    }

    /// What the procedure needs to know of this centre.
    public struct Surroundings: Sendable {
        public let rules: RuleBook
        public let checklists: ChecklistBook
        let tables: CalendarTables
        /// The working days that are known now: files, and what came over the API.
        public var calendar: WorkingCalendar { tables.current }
        public let timeZone: TimeZone
        public let centerName: String
        /// Where the party's pages are reached, without a trailing slash.
        public let publicURL: String
        public let renderer: DocumentRenderer
        public let clockSynchronised: @Sendable () -> Bool
        /// Whether penalties can be posted to a credit platform: then a check waits for its receipt.
        public var postsPenalties = false

        public init(
            rules: RuleBook, checklists: ChecklistBook = .none, calendar: WorkingCalendar, timeZone: TimeZone,
            centerName: String, publicURL: String,
            renderer: DocumentRenderer, clockSynchronised: @escaping @Sendable () -> Bool
        ) {
            self.rules = rules
            self.checklists = checklists
            tables = CalendarTables(calendar)
            self.timeZone = timeZone
            self.centerName = centerName
            self.publicURL = publicURL
            self.renderer = renderer
            self.clockSynchronised = clockSynchronised
        }

        var terms: ClockTerms { ClockTerms(book: rules, calendar: calendar, timeZone: timeZone) }

        func rules(at instant: Date) throws -> RuleSet { try rules.rules(on: Day(instant, in: timeZone)) }
    }

    public init(database: StoreDatabase, vault: Vault, surroundings: Surroundings, signals: Signals = Signals()) {
        self.database = database
        self.vault = vault
        self.surroundings = surroundings
        self.signals = signals
    }

    /// Once before work begins: anchors the seed chain, and frees what a process that is gone had claimed.
    public func prepare(now: Date) async throws {
        try await freeClaims(now: now)
        try await loadCalendar(now: now)
        try await database.commits.write { [vault] db in try SeedChainTable.prepare(db, vault: vault, now: now) }
    }
}
