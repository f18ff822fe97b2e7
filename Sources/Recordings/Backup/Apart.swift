import Domain
import Foundation

/// Whether a backup directory and what it protects lie apart: a backup removes what it finds in its own directory and does
/// not know, so neither may lie in the other, by whatever name.
struct Apart: Sendable {
    /// State, footage, and the folder that recorders write to.
    let ours: [String]

    /// - Throws: `Fault(.invalid)` naming the two that lie in one another.
    func demand(_ directory: BackupDirectory) throws {
        // Below its root too there may be links.
        for folder in [directory.root, directory.footage, directory.generationsFolder] {
            for place in ours { try Self.demand(folder, place) }
            // A mount may show one place under two names, which no path tells.
            guard access("\(folder)/\(FootageDirectory.identityFile)", F_OK) != 0 else {
                throw Fault(.invalid, "\(folder) is an archive of footage: \(Self.advice).")
            }
        }
    }

    private static let advice = "give the backups a directory of their own, best on another disk or machine"

    private static func demand(_ folder: String, _ place: String) throws {
        let (here, there) = (real(folder), real(place))
        guard !lies(here, in: there) else { throw Fault(.invalid, "\(folder) lies inside \(place): \(advice).") }
        guard !lies(there, in: here) else { throw Fault(.invalid, "\(place) lies inside \(folder): \(advice).") }
    }

    private static func lies(_ path: String, in folder: String) -> Bool {
        folder == "/" || (path + "/").hasPrefix(folder + "/")
    }

    /// The path without links, as far as it exists; the rest as it is.
    static func real(_ path: String) -> String {
        if let found = realpath(path, nil) {
            defer { free(found) }
            return String(cString: found)
        }
        let whole = path as NSString
        guard whole.length > 1, whole.isAbsolutePath else { return path }
        let parent = real(whole.deletingLastPathComponent)
        return (parent == "/" ? "" : parent) + "/" + whole.lastPathComponent
    }
}
