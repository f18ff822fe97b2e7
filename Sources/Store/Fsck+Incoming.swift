import Domain
import GRDB

extension CheckStore {
    /// Files of the watched folder against the recordings that they became.
    static func incoming(_ db: Database, _ report: inout Fsck) throws {
        var count = 0
        let rows = try Row.fetchCursor(db, sql: IncomingTable.select)
        while let row = try rows.next() {
            count += 1
            let id: String = try row.need("id")
            do {
                let file = try IncomingTable.row(row)
                guard let made = file.recording else { continue }
                let recording = try RecordingTable.fetch(db, made)
                if recording.check != file.check {
                    report.found("\(id) was taken for \(file.checkNo ?? "no check"), and \(made) is another check's")
                }
                if let sha256 = recording.sha256, sha256 != file.sha256 {
                    report.found("\(id) was copied with another digest than \(made) has")
                }
            } catch {
                report.found("\(id) does not read: \(error)")
            }
        }
        report.looked(at: "files of the watched folder", count)
        let twice = try db.rows(
            """
            SELECT recording_id FROM incoming WHERE state = 'taken' GROUP BY recording_id HAVING count(*) > 1
            """)
        for row in twice { report.found("\(row[0] as String? ?? "?") was made of two files") }
    }
}
