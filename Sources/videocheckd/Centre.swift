import Documents
import Domain
import Foundation
import Store

/// What the configuration names, loaded and checked: rules, calendar, keys, secrets, places.
struct Centre: Sendable {
    let stateDirectory: String
    let recordingsDirectory: String
    /// Where recorders leave their files; nil when nothing is watched.
    let incoming: String?
    let rules: RuleBook
    let checklists: ChecklistBook
    let calendar: WorkingCalendar
    let timeZone: TimeZone
    let name: String
    let publicURL: String
    let vault: Vault
    let licensingSecret: Data?
    let creditSecret: Data?
    let adminToken: String?
    let worker: String
    let text: TextSettings
    let renderer: DocumentRenderer

    /// - Throws: `ConfigError` or `Fault(.invalid)` saying what to do.
    init(_ config: Config) throws {
        stateDirectory = try config.path("state.directory")
        recordingsDirectory = try config.path("recordings.directory")
        incoming = config.pathIfAny("recordings.incoming")
        try Self.demandApart(incoming, [stateDirectory, recordingsDirectory], config)
        name = try config.need("center.name")
        publicURL = try config.need("http.public_url")
        timeZone = TimeZone(identifier: try config.need("center.timezone")) ?? .gmt
        rules = try RuleBook(files: Self.jsonFiles(config, "center.rules_directory"))
        checklists = try Self.checklists(config)
        calendar = try WorkingCalendar(files: Self.jsonFiles(config, "center.calendar_directory"))
        renderer = try DocumentTemplates(directory: config.pathIfAny("documents.templates"))
            .renderer(sender: config["mail.from"])
        vault = try Vault(keysFile: String(decoding: SecretFile.read(config, "keys.file"), as: UTF8.self))
        if config["licensing.url"] != nil {
            licensingSecret = try SecretFile.read(config, "licensing.secret_file")
        } else {
            licensingSecret = nil
        }
        creditSecret =
            config["credit.url"] == nil ? nil : try SecretFile.read(config, "credit.secret_file")
        if config["mail.url"] != nil, config["mail.from"] == nil {
            throw ConfigError(
                file: config.file, line: nil, key: "mail.from", text: "is missing: mail.url needs a sender")
        }
        adminToken = try config["auth.admin_token_file"].map { _ in
            try SecretFile.text(config, "auth.admin_token_file")
        }
        text = try TextSettings(config, publicURL: publicURL)
        worker = Self.workerPath(config)
        guard access(worker, X_OK) == 0 else {
            throw ConfigError(
                file: config.file, line: nil, key: "media.worker",
                text: "\(worker) is no program: install videocheck-media there")
        }
    }

    /// A centre without a directory of checklists has none.
    static func checklists(_ config: Config) throws -> ChecklistBook {
        guard config.pathIfAny("checklists.directory") != nil else { return .none }
        return try ChecklistBook(files: jsonFiles(config, "checklists.directory"))
    }

    /// What lies in our own directories is no recorder's, and what a recorder writes must not lie among our own files.
    private static func demandApart(_ incoming: String?, _ ours: [String], _ config: Config) throws {
        guard let incoming else { return }
        for directory in ours
        where "\(directory)/".hasPrefix("\(incoming)/") || "\(incoming)/".hasPrefix("\(directory)/") {
            throw ConfigError(
                file: config.file, line: nil, key: "recordings.incoming",
                text: "\(incoming) and \(directory) lie in one another: give recorders a folder of their own")
        }
    }

    static func workerPath(_ config: Config) -> String {
        config.pathIfAny("media.worker") ?? besideThisProgram("videocheck-media")
    }

    private static func besideThisProgram(_ name: String) -> String {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// The `.json` files of the directory that a key names, in order.
    static func jsonFiles(_ config: Config, _ key: String) throws -> [(name: String, data: Data)] {
        let directory = try config.path(key)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory) else {
            throw ConfigError(
                file: config.file, line: nil, key: key, text: "\(directory) is no directory that can be read")
        }
        return try names.filter { $0.hasSuffix(".json") }.sorted().map { name in
            guard let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
                throw ConfigError(file: "\(directory)/\(name)", line: nil, key: nil, text: "cannot be read")
            }
            return (name, data)
        }
    }
}
