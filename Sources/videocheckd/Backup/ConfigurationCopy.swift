import Domain
import Foundation

/// What a backup keeps of the configuration: the file itself, and the calendar, rules and checklists that it names. Secrets are files
/// of their own and are left out; a password inside an address is blotted out.
struct ConfigurationCopy: Sendable {
    let config: Config

    init(_ config: Config) { self.config = config }

    /// Paths relative to the generation's configuration folder.
    func files() throws -> [(path: String, data: Data)] {
        guard let text = try? String(contentsOfFile: config.file, encoding: .utf8) else {
            throw Fault(.unavailable, "\(config.file) cannot be read.")
        }
        let own = (config.file as NSString).lastPathComponent
        var files = [(path: own, data: Data(Self.withoutPasswords(text).utf8))]
        let folders = [
            ("calendar", "center.calendar_directory"), ("rules", "center.rules_directory"),
            ("checklists", "checklists.directory"),
        ]
        for (folder, key) in folders {
            guard let directory = config.pathIfAny(key) else { continue }
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
            for name in names where name.hasSuffix(".json") {
                guard let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else {
                    throw Fault(.unavailable, "\(directory)/\(name) cannot be read.")
                }
                files.append(("\(folder)/\(name)", data))
            }
        }
        return files
    }

    /// `smtp://user:password@host` becomes `smtp://***@host`.
    static func withoutPasswords(_ text: String) -> String {
        text.replacing(/:\/\/[^\/@\s"']*@/, with: "://***@")
    }
}
