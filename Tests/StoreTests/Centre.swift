import Domain
import Foundation
import GRDB
import Store
import Synchronization

/// Bounds how many centres are open at once. The tests run side by side, each centre holds a score of descriptors, and
/// Foundation's `Process.run` reads past a buffer in a process that has some 1,350 of them.
private actor Gate {
    static let shared = Gate()
    private var free = 12
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// A centre of its own on a real database in a temporary directory: shipped rules and calendar, one station, three
/// inspectors.
struct Centre {
    static let idNumber = "11010519491231002X"
    static let certificateNo = "TITLE-2026-778899"
    static let enterprise = "Fuzhou Test Power Works"
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// Wednesday 2026-03-04 10:00 in Shanghai: the first free slot is on Friday at 9.
    static let opening = Date(timeIntervalSince1970: 1_772_589_600)

    let directory: String
    let database: StoreDatabase
    let store: CheckStore
    /// The inspectors' telephones, by their ids.
    let telephones: [String: CodeSecret]

    /// Opens a centre, runs the work, and removes everything.
    /// - Parameters:
    ///   - verdicts: how many the rules ask for.
    ///   - asks: whether sessions go by the shipped checklist.
    static func with<T>(
        verdicts: Int = 0, asks: Bool = false, _ work: (Centre) async throws -> T
    ) async throws -> T {
        await Gate.shared.enter()
        do {
            let result = try await opened(verdicts: verdicts, asks: asks, work)
            await Gate.shared.leave()
            return result
        } catch {
            await Gate.shared.leave()
            throw error
        }
    }

    private static func opened<T>(
        verdicts: Int, asks: Bool, _ work: (Centre) async throws -> T
    ) async throws -> T {
        let directory = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
            .path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let centre: Centre
        do {
            centre = try await Centre(directory: directory, verdicts: verdicts, asks: asks)
            let result = try await work(centre)
            try centre.database.close()
            try FileManager.default.removeItem(atPath: directory)
            return result
        } catch {
            try? FileManager.default.removeItem(atPath: directory)
            throw error
        }
    }

    private init(directory: String, verdicts: Int, asks: Bool) async throws {
        self.directory = directory
        database = try StoreDatabase(directory: directory) { _ in }
        guard let zone = TimeZone(identifier: "Asia/Shanghai") else {
            throw Fault(.unavailable, "no time zone data")
        }
        let surroundings = CheckStore.Surroundings(
            rules: try RuleBook(files: try Self.rules(verdicts: verdicts)),
            checklists: asks ? try ChecklistBook(files: try Self.json("config/checklists")) : .none,
            calendar: try WorkingCalendar(files: try Self.json("config/calendar")), timeZone: zone,
            centerName: "Test Centre", publicURL: "http://127.0.0.1:8081", renderer: Self.renderer,
            clockSynchronised: { true })
        let key = Data(repeating: 5, count: 32).base64EncodedString()
        store = CheckStore(
            database: database, vault: try Vault(keysFile: "k1 \(key)"), surroundings: surroundings)
        try await store.prepare(now: Self.opening)
        _ = try await store.add(station: "Room 1", now: Self.opening)
        var telephones: [String: CodeSecret] = [:]
        for name in ["a", "b", "c"] {
            let added = try await store.add(
                inspector: name, certificateNo: "35-\(name)", expires: nil, now: Self.opening)
            let enrolled = try await store.enrol(
                inspector: added.inspector.id, by: Actor(.registrar, "test"), now: Self.opening)
            telephones[added.inspector.id] = enrolled.secret
        }
        self.telephones = telephones
    }

    private static var renderer: DocumentRenderer {
        DocumentRenderer(
            html: { kind, fields in
                Data("<p>\(kind.rawValue) \(fields["number"]?.text ?? "") \(fields["check_no"]?.text ?? "")</p>".utf8)
            },
            mail: { _, fields, contact, keys in
                .init(to: contact.mail ?? "", subject: fields["number"]?.text ?? "", text: keys.link, html: nil)
            })
    }

    /// The shipped rules, with as many verdicts as the test is about.
    private static func rules(verdicts: Int) throws -> [(name: String, data: Data)] {
        try json("config/rules").map { file in
            guard case .object(var keys) = try CanonicalJSON.decode(JSONValue.self, from: file.data) else {
                return file
            }
            keys["verdicts_required"] = .int(Int64(verdicts))
            return (file.name, try CanonicalJSON.encode(keys))
        }
    }

    private static func json(_ folder: String) throws -> [(name: String, data: Data)] {
        try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder), includingPropertiesForKeys: nil
        )
        .filter { $0.pathExtension == "json" }.map { ($0.lastPathComponent, try Data(contentsOf: $0)) }
    }

    func application(_ number: String = "SQ-1", commitment: Bool = true) throws -> Application {
        let json = """
            {"application_no": "\(number)", "kind": "new", "commitment": \(commitment),
             "accepted_at": "2026-03-04T09:00:00+08:00",
             "enterprise": {"uscc": "91350100M000100Y43", "name": "\(Self.enterprise)"},
             "contact": {"name": "Li", "phone": "13800000000", "mail": "li@example.cn"},
             "service_confirmation": {"channels": ["mail", "text"], "signed_at": "2026-03-03T10:00:00+08:00"},
             "people": [{"name": "Wang Wei", "id_type": "resident_id", "id_number": "\(Self.idNumber)",
                         "posts": ["technical_lead"],
                         "certificates": [{"type": "title", "number": "\(Self.certificateNo)"}]}]}
            """
        return try Application(json: Data(json.utf8))
    }

    /// A new application's check.
    func requested(_ number: String = "SQ-1") async throws -> ID<Check> {
        let received = try await store.receive(try application(number), now: Self.opening)
        guard let check = received.check else { throw Fault(.internal, "triage opened no check") }
        return check.id
    }

    /// A check whose notice is in the outbox.
    func issued() async throws -> ID<Check> {
        let id = try await requested()
        for command in [CheckCommand.approve, .schedule, .issue] { _ = try await accept(command, id) }
        return id
    }

    /// - Throws: when the command is refused.
    @discardableResult
    func accept(_ command: CheckCommand, _ id: ID<Check>, at now: Date = opening) async throws -> Check {
        let actor = Actor(command.name.usualRole, "test")
        let codes = telephones.mapValues { OneTimeCode($0.code(at: CodeSecret.step(at: now))) }
        switch try await store.apply(command, to: id, by: actor, codes: codes, now: now) {
        case .accepted(let check): return check
        case .repeated: throw Fault(.internal, "\(command.name.rawValue) was taken for a repetition")
        case .refused(let refusal): throw Fault(.conflict, "\(command.name.rawValue): \(refusal.text)")
        }
    }

    func count(_ table: String, _ condition: String = "1") throws -> Int {
        try database.readNow {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM \"\(table)\" WHERE \(condition)") ?? -1
        }
    }

    /// Runs SQL behind the store's back, through the one writer.
    func execute(_ sql: String) async throws {
        try await database.commits.write { try $0.execute(sql: sql) }
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
