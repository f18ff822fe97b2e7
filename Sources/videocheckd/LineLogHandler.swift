import Foundation
import Logging

/// One line per message on standard error, `key=value` after the words. Under journald the line begins with its
/// priority (`<3>` … `<7>`); on a terminal, with the time.
struct LineLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info
    private let label: String
    private let journal: Bool

    init(label: String) {
        self.label = label
        journal = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] != nil
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let head =
            journal
            ? "<\(Self.priority(event.level))>" : "\(Date().formatted(.iso8601)) \(event.level.rawValue.uppercased()) "
        var line = head + label + ": " + Self.escaped("\(event.message)")
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(Self.quoted("\(value)"))"
        }
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    private static func quoted(_ text: String) -> String {
        let clean = escaped(text)
        return clean.contains(where: { $0 == " " || $0 == "\"" || $0 == "=" })
            ? "\"" + clean.replacingOccurrences(of: "\"", with: "\\\"") + "\"" : clean
    }

    /// No message can begin a line of its own.
    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "\n", with: "\\n").replacingOccurrences(of: "\r", with: "\\r")
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}
