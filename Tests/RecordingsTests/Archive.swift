import Domain
import Foundation
import Logging
import Store
import Testing

@testable import Recordings

/// A database, a footage directory and a watched folder in a temporary directory, with one check that takes footage.
struct Archive {
    let base: String
    let store: CheckStore
    let check: ID<Check>
    let checkNo: String

    var state: String { base + "/state" }
    var footage: FootageDirectory { FootageDirectory(root: base + "/footage") }
    var incoming: String { base + "/incoming" }

    /// Opens one, runs the work, and removes everything.
    static func with<T>(_ work: (Archive) async throws -> T) async throws -> T {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "recordings-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: base) }
        for folder in ["state", "footage", "incoming"] {
            try FileManager.default.createDirectory(atPath: "\(base)/\(folder)", withIntermediateDirectories: true)
        }
        let archive = try await Archive(base: base)
        let result = try await work(archive)
        try archive.store.database.close()
        return result
    }

    private init(base: String) async throws {
        self.base = base
        let database = try StoreDatabase(directory: base + "/state") { _ in }
        let surroundings = CheckStore.Surroundings(
            rules: try RuleBook(files: Self.json("config/rules")),
            calendar: try WorkingCalendar(files: Self.json("config/calendar")), timeZone: .gmt, centerName: "Test",
            publicURL: "http://127.0.0.1:8081",
            renderer: DocumentRenderer(html: { _, _ in Data() }, mail: { _, _, _, _ in throw Self.nothing }),
            clockSynchronised: { true })
        let key = Data(repeating: 5, count: 32).base64EncodedString()
        store = CheckStore(database: database, vault: try Vault(keysFile: "k1 \(key)"), surroundings: surroundings)
        let opening = Date(timeIntervalSince1970: 1_772_589_600)
        try await store.prepare(now: opening)
        let received = try await store.receive(Application(json: Data(Self.application.utf8)), now: opening)
        guard let opened = received.check else { throw Fault(.internal, "triage opened no check") }
        check = opened.id
        checkNo = try await store.story(opened.id).check.checkNo
        _ = try FootageDirectory(root: base + "/footage").identity(making: "test")
    }

    private static let nothing = Fault(.unsupported, "Nothing is issued here.")

    private static let application = """
        {"application_no": "SQ-1", "kind": "new", "commitment": true, "accepted_at": "2026-03-04T09:00:00+08:00",
         "enterprise": {"uscc": "91350100M000100Y43", "name": "Test Power Works"},
         "contact": {"name": "Li", "phone": "13800000000", "mail": "li@example.cn"},
         "service_confirmation": {"channels": ["mail"], "signed_at": "2026-03-03T10:00:00+08:00"},
         "people": [{"name": "Wang Wei", "id_type": "resident_id", "id_number": "11010519491231002X",
                     "posts": ["technical_lead"], "certificates": [{"type": "title", "number": "TITLE-1"}]}]}
        """

    private static func json(_ folder: String) throws -> [(name: String, data: Data)] {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "json" }.map { ($0.lastPathComponent, try Data(contentsOf: $0)) }
    }

    // MARK: files

    /// Writes a file, and the folders that it needs.
    @discardableResult
    func write(_ text: String, to path: String) throws -> String {
        let whole = "\(base)/\(path)"
        try FileManager.default.createDirectory(
            atPath: (whole as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: whole))
        return whole
    }

    func read(_ path: String) -> String? { try? String(contentsOfFile: "\(base)/\(path)", encoding: .utf8) }

    func exists(_ path: String) -> Bool { access("\(base)/\(path)", F_OK) == 0 }

    // MARK: the watched folder

    /// A watcher as after a start: it takes a file as soon as it sees it, or only after `quiet`.
    func watcher(quiet: Duration = .zero) -> WatchFolder {
        var logger = Logger(label: "recordings-tests")
        logger.logLevel = .critical
        return WatchFolder(
            store: store, directory: WatchedDirectory(root: incoming), footage: footage,
            settings: .init(quiet: quiet, rescan: .seconds(1), reserve: 0, timeZone: .gmt), pulse: Pulse(),
            logger: logger)
    }

    /// The newest row of a path.
    func row(_ path: String) async throws -> IncomingRow {
        try #require(try await store.incoming(newestFirst: true, limit: 500).first { $0.shown == path })
    }

    // MARK: backups

    func backup(incoming: String? = nil) -> Backup {
        Backup(
            store: store, footage: footage, stateDirectory: state, incoming: incoming, keys: [],
            configuration: { [("videocheck.toml", Data("[state]\n".utf8))] })
    }

    /// A recording of these bytes, complete and not yet taken in.
    func uploaded(_ text: String) async throws -> RecordingRow {
        let now = Date()
        let row = try await store.addRecording(
            to: check, filename: "film.mp4", kind: "session", original: "original.mp4", length: nil, now: now)
        try write(text, to: "footage/\(row.path)/\(row.original)")
        try await store.finishUpload(row.id, size: Int64(text.utf8.count), now: now)
        return row
    }
}

/// The fault that the work ends in; nil when it does not, or throws something else.
func fault(_ work: () async throws -> Void) async -> Fault? {
    do {
        try await work()
        return nil
    } catch {
        return error as? Fault
    }
}
