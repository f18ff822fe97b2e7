import Foundation

/// One text file of the repository, by its path from the top.
struct TextFile {
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    /// The target that a file under Sources belongs to.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }
}

/// The repository that these tests lie in. Rules take plain values, so that each can be tried on a made-up input.
enum Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What a working copy holds beside the repository's own: builds and a development run's state and footage.
    private static let passedOver: Set<String> = [
        ".git", ".build", ".swiftpm", "state", "__pycache__", ".pytest_cache", "node_modules",
    ]

    /// Every file with that ending under the folders, in the order of their paths.
    static func files(_ ending: String, under folders: [String]) throws -> [TextFile] {
        var found: [TextFile] = []
        for folder in folders {
            for path in try paths(in: folder) where path.hasSuffix(ending) {
                found.append(TextFile(path: path, text: try text(path)))
            }
        }
        return found.sorted { $0.path < $1.path }
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    static func entries(of folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path).sorted()
    }

    /// Targets are the folders of Sources.
    static func targets() throws -> [String] { try entries(of: "Sources").filter { !$0.hasPrefix(".") } }

    /// All Markdown files but those of a development run.
    static func documents() throws -> [TextFile] {
        let top = try entries(of: ".").filter { $0.hasSuffix(".md") }.map {
            TextFile(path: $0, text: try text($0))
        }
        let readme = "recordings/README.md"
        let recordings = exists(readme) ? [TextFile(path: readme, text: try text(readme))] : []
        return try top + recordings + files(".md", under: ["Sources", "Tests", "config", "systemd"])
    }

    private static func paths(in folder: String) throws -> [String] {
        var found: [String] = []
        for name in try entries(of: folder) where !passedOver.contains(name) {
            let path = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: root.appending(path: path).path, isDirectory: &isFolder)
            found += exists && isFolder.boolValue ? try paths(in: path) : [path]
        }
        return found
    }
}
