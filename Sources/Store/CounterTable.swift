import GRDB

/// Numbered series: no gap that a rollback did not make, no number twice.
enum CounterTable {
    static func next(_ db: Database, series: String, year: Int) throws -> Int64 {
        try db.run(
            """
            INSERT INTO counter (series, year, last) VALUES (?, ?, 1)
            ON CONFLICT (series, year) DO UPDATE SET last = last + 1
            """, [series, year])
        return try db.integer("SELECT last FROM counter WHERE series = ? AND year = ?", [series, year]) ?? 1
    }
}
