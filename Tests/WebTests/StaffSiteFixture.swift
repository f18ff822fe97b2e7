import Domain
import Foundation
import Logging
import Recordings
import Store

@testable import Web

/// The staff site over an empty database in a temporary directory, for tests that look at its routes.
enum StaffSiteFixture {
    static func site() throws -> Site {
        let directory = FileManager.default.temporaryDirectory.appending(path: "web-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let database = try StoreDatabase(directory: directory) { _ in }
        let surroundings = CheckStore.Surroundings(
            rules: try RuleBook(files: json("config/rules")),
            calendar: try WorkingCalendar(files: json("config/calendar")),
            timeZone: .gmt, centerName: "Test", publicURL: "http://127.0.0.1:8081",
            renderer: DocumentRenderer(html: { _, _ in throw nothing }, mail: { _, _, _, _ in throw nothing }),
            clockSynchronised: { true })
        let key = Data(repeating: 5, count: 32).base64EncodedString()
        let store = CheckStore(database: database, vault: try Vault(keysFile: "k1 \(key)"), surroundings: surroundings)
        let footage = FootageDirectory(root: directory)
        return Site(
            store: store, uploads: Uploads(store: store, directory: footage, logger: Logger(label: "web-tests")),
            footage: Footage(store: store, directory: footage), late: { [] }, adminToken: nil, centerName: "Test",
            timeZone: .gmt, staffHost: "127.0.0.1",
            texts: TextDesk(wording: TextTemplate(source: "{code}"), address: "http://127.0.0.1:8081"))
    }

    private static let nothing = Fault(.unsupported, "Nothing is issued here.")

    private static func json(_ folder: String) throws -> [(name: String, data: Data)] {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "json" }.map { ($0.lastPathComponent, try Data(contentsOf: $0)) }
    }
}
