import Testing

/// The arrows between targets. SwiftPM does not enforce all of them: an undeclared import of a sibling can compile.
enum Arrows {
    static let ranks: [[String]] = [
        ["Domain", "MediaJobs", "Figures", "CFFmpeg", "CCurl", "CSandbox", "CMachine", "CQRencode"],
        ["Confined"],
        ["Store", "Documents", "Media", "Outbound", "Tables"],
        ["Stages", "Recordings"],
        ["Web"],
        ["videocheckd", "videocheck", "videocheck-media", "videocheck-demo"],
    ]

    static let allowed: [String: Set<String>] = [
        "Domain": [], "MediaJobs": [], "Figures": [], "CFFmpeg": [], "CCurl": [], "CSandbox": [], "CMachine": [],
        "CQRencode": [], "Store": ["Domain", "Figures"], "Documents": ["Domain", "Confined", "CQRencode"],
        "Media": ["MediaJobs", "CFFmpeg", "CSandbox"],
        "Outbound": ["Domain", "CCurl"],
        "Confined": ["CSandbox"], "Tables": ["Domain", "Confined"],
        "Stages": ["Store", "Documents", "Domain"],
        // CSandbox: descriptors are passed to the worker over its socket, which needs C macros.
        // CMachine: checksums of an original's segments by the processor's own instruction.
        "Recordings": ["MediaJobs", "Store", "Domain", "Figures", "CSandbox", "CMachine"],
        "Web": ["Recordings", "Documents", "Store", "Tables", "Domain", "Figures", "MediaJobs"],
        "videocheckd": [
            "Web", "Stages", "Recordings", "Outbound", "Documents", "Store", "Domain", "Figures", "MediaJobs",
            "CMachine",
        ],
        "videocheck": ["Outbound", "Domain"], "videocheck-media": ["Media"], "videocheck-demo": ["Domain"],
    ]

    /// Modules of others that only the named targets may touch.
    static let guests: [String: Set<String>] = [
        "GRDB": ["Store"], "Hummingbird": ["Web", "videocheckd", "videocheck-demo"],
        "Mustache": ["Documents", "Web"], "TOMLKit": ["videocheckd"],
    ]

    static func rank(_ target: String) -> Int? { ranks.firstIndex { $0.contains(target) } }

    /// What the package declares: each target with those of ours that it depends on.
    static func declared(in manifest: String) -> [String: Set<String>] {
        var found: [String: Set<String>] = [:]
        let marks = [".target(", ".executableTarget(", ".systemLibrary("]
        let marked = marks.reduce(manifest) { $0.replacing($1, with: "\u{1}") }
        for block in marked.split(separator: "\u{1}", omittingEmptySubsequences: false).dropFirst() {
            let part = block.split(separator: ".testTarget(", omittingEmptySubsequences: false)[0]
            let words = part.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
            guard words.count > 1 else { continue }
            var names: Set<String> = []
            if let list = part.range(of: "dependencies: [") {
                var rest = String(part[list.upperBound...])
                while let product = rest.range(of: ".product("),
                    let end = rest[product.upperBound...].firstIndex(of: ")")
                {
                    rest.removeSubrange(product.lowerBound...end)
                }
                let inside = rest.split(separator: "]", omittingEmptySubsequences: false)[0]
                let pieces = inside.split(separator: "\"", omittingEmptySubsequences: false)
                for (index, piece) in pieces.enumerated() where !index.isMultiple(of: 2) {
                    names.insert(String(piece))
                }
            }
            found[words[1]] = names
        }
        return found
    }

    /// The modules that a file imports, as targets are spelled.
    static func imports(of text: String) -> [String] {
        SwiftText.code(of: text).split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == ";" }).map(String.init)
            guard let at = words.firstIndex(of: "import"), at + 1 < words.count else { return nil }
            let before = words[..<at]
            let access: Set = ["public", "package", "internal", "fileprivate", "private"]
            guard before.allSatisfy({ $0.hasPrefix("@") || access.contains($0) }) else { return nil }
            let kinds: Set = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
            let name = kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
            let module = name.split(separator: ".").first.map(String.init) ?? name
            return allowed.keys.first { $0.replacing("-", with: "_") == module } ?? module
        }
    }

    static func violations(in files: [TextFile]) -> [String] {
        files.flatMap { file -> [String] in
            guard let target = file.target, let reachable = allowed[target] else {
                return ["\(file.path): its target has no rank yet; give it one here and in the README"]
            }
            return imports(of: file.text).compactMap { module in
                if allowed[module] != nil, module != target, !reachable.contains(module) {
                    return "\(file.path) imports \(module): \(target) may import "
                        + (reachable.isEmpty
                            ? "no target of ours" : reachable.sorted().joined(separator: ", "))
                }
                if let hosts = guests[module], !hosts.contains(target) {
                    return
                        "\(file.path) imports \(module): only \(hosts.sorted().joined(separator: ", ")) may"
                }
                return nil
            }
        }
    }
}

@Suite struct ArrowTests {
    @Test func `targets import only what the architecture lets them`() throws {
        let found = Arrows.violations(in: try Repository.files(".swift", under: ["Sources"]))
        #expect(found.isEmpty, "\(found.joined(separator: "\n"))")
    }

    @Test func `every target has a rank, and every arrow leads down`() throws {
        #expect(Set(try Repository.targets()) == Set(Arrows.allowed.keys))
        for (target, reachable) in Arrows.allowed {
            let own = try #require(Arrows.rank(target), "\(target) has no rank")
            for module in reachable {
                let below = try #require(Arrows.rank(module), "\(module) has no rank")
                #expect(below < own, "\(target) → \(module) does not lead down")
            }
        }
    }

    @Test func `the package declares these arrows and no others`() throws {
        #expect(Arrows.declared(in: try Repository.text("Package.swift")) == Arrows.allowed)
        let manifest = """
            .target(name: "A", exclude: ["x"]), .testTarget(name: "T", dependencies: ["A"]), .executableTarget(
                name: "b", dependencies: [.product(name: "P", package: "p"), "A", "C"])
            """
        #expect(Arrows.declared(in: manifest) == ["A": [], "b": ["A", "C"]])
    }

    @Test(arguments: [
        ("Sources/Domain/A.swift", "import Store", false), ("Sources/Web/A.swift", "import Stages", false),
        ("Sources/Web/Deep/er/A.swift", "@testable import Outbound", false),
        ("Sources/Stages/A.swift", "import Recordings", false), ("Sources/Web/A.swift", "import GRDB", false),
        ("Sources/Store/A.swift", "internal import struct Hummingbird.Router", false),
        ("Sources/videocheckd/A.swift", "import Media", false),
        ("Sources/Unheard/A.swift", "import Domain", false),
        ("Sources/videocheckd/A.swift", "import videocheck_media", false),
        ("Sources/Store/A.swift", "import GRDB", true), ("Sources/Web/A.swift", "import Domain", true),
        ("Sources/Domain/A.swift", "// import Store", true),
        ("Sources/Domain/A.swift", "\"import Store\"", true),
        ("Sources/Domain/A.swift", "import Foundation", true),
    ])
    func `a wrong import is found, a right one and a mere mention are not`(
        path: String, text: String, passes: Bool
    ) {
        #expect(Arrows.violations(in: [TextFile(path: path, text: text)]).isEmpty == passes)
    }
}
