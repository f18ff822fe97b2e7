import GRDB

/// Notes, in the transaction of a change itself, which sheets the mirror must write again.
///
/// Triggers of the writing connection alone: no statement can forget to note its change, and the schema stays readable.
enum MirrorMarks {
    static func watch(_ db: Database) throws {
        for table in MirrorTable.all {
            for (act, row) in [("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")] {
                try db.execute(
                    sql: """
                        CREATE TEMP TRIGGER mirror_\(act.lowercased())_\(table.name) AFTER \(act) ON main."\(table.name)"
                        WHEN NOT EXISTS (SELECT 1 FROM mirror_due WHERE sheet = \(table.sheet(row)) AND taken = 0)
                        BEGIN INSERT INTO mirror_due (sheet, taken) VALUES (\(table.sheet(row)), 0); END
                        """)
            }
        }
    }

    /// Everything is to be written anew.
    static func markAll(_ db: Database) throws {
        try db.execute(sql: "DELETE FROM mirror_due")
        for table in MirrorTable.all {
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO mirror_due (sheet, taken) SELECT DISTINCT \(table.sheet("t")), 0
                    FROM "\(table.name)" AS t
                    """)
        }
    }
}
