import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Where a demonstration keeps its things: `<state>/demo` and `<recordings>/demo`, each begun afresh at every
/// run. A directory is emptied only if it carries our mark, so that a mistyped option deletes nothing.
struct DemoDirectories: Sendable {
    static let mark = ".videocheck-demo"

    let base: URL
    let footage: URL
    /// Held for the life of the process: two demonstrations would empty each other's directories.
    private let lock: Int32

    var daemonState: URL { base.appending(path: "state") }
    var incoming: URL { base.appending(path: "incoming") }
    var rules: URL { base.appending(path: "rules") }
    var checklists: URL { base.appending(path: "checklists") }
    var calendar: URL { base.appending(path: "calendar") }
    var maildir: URL { base.appending(path: "mail") }
    var licensingJournal: URL { base.appending(path: "licensing.jsonl") }
    var textJournal: URL { base.appending(path: "texts.jsonl") }
    var configuration: URL { base.appending(path: "videocheck.toml") }
    var keys: URL { base.appending(path: "keys") }
    var webhookSecret: URL { base.appending(path: "webhook-secret") }
    var daemonLog: URL { base.appending(path: "videocheckd.log") }

    /// - Throws: `conflict` if a demonstration runs there already, or a directory is not ours to empty.
    init(state: String, recordings: String) throws {
        let state = URL(fileURLWithPath: state, isDirectory: true).standardizedFileURL
        let recordings = URL(fileURLWithPath: recordings, isDirectory: true).standardizedFileURL
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        let lockPath = state.appending(path: "demo.lock").path
        lock = open(lockPath, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw Fault(
                .conflict, "Another demonstration holds \(lockPath): end it, or choose another --directory.")
        }
        base = try Self.fresh(state.appending(path: "demo"))
        footage = try Self.fresh(recordings.appending(path: "demo")).appending(path: "footage")
        for directory in [daemonState, footage, incoming, rules, checklists, calendar] {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        }
    }

    private static func fresh(_ directory: URL) throws -> URL {
        let files = FileManager.default
        let found = (try? files.contentsOfDirectory(atPath: directory.path)) ?? []
        guard found.isEmpty || found.contains(mark) else {
            throw Fault(
                .conflict,
                "\(directory.path) was not made by videocheck-demo, so it is left alone: move it away.")
        }
        if files.fileExists(atPath: directory.path) { try files.removeItem(at: directory) }
        try files.createDirectory(at: directory, withIntermediateDirectories: true)
        let text = "videocheck-demo made this directory and empties it at its next run.\n"
        try Data(text.utf8).write(to: directory.appending(path: mark))
        return directory
    }
}
