import Domain
import Foundation
import Store

/// Where the mirror's sheets lie in the footage directory: `.database/<kind>/<shard>/<key>.jsonl`, beside them `mark.json`.
struct MirrorDirectory: Sendable {
    static let name = ".database"
    private static let mark = "mark.json"
    private static let suffix = ".jsonl"

    let footage: FootageDirectory

    var root: String { footage.folder(Self.name) }

    /// Where a sheet lies, relative to the footage directory. A shard holds some thousands: those of twelve days, of a
    /// thousand numbers, or of one ending.
    static func path(of sheet: String) -> String {
        let parts = sheet.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return "\(name)/\(sheet)\(suffix)" }
        let key = parts[1]
        let shard =
            if let body = key.split(separator: "_").dropFirst().first {
                String(body.prefix(4))
            } else if let number = Int(key) {
                "\(number / 1000)"
            } else {
                String(key.suffix(2))
            }
        return "\(name)/\(parts[0])/\(shard)/\(key)\(suffix)"
    }

    func write(_ sheet: MirrorSheet) throws {
        let path = Self.path(of: sheet.name)
        guard let bytes = sheet.bytes else {
            unlink(footage.folder(path))
            return
        }
        try footage.makeFolder((path as NSString).deletingLastPathComponent)
        try DurableFile.write(bytes, to: footage.folder(path))
    }

    /// Nil when there is no mirror, or none that was ever whole.
    func readMark() throws -> CheckStore.MirrorMark? {
        guard let bytes = FileManager.default.contents(atPath: "\(root)/\(Self.mark)") else { return nil }
        return try? CanonicalJSON.decode(CheckStore.MirrorMark.self, from: bytes)
    }

    func write(_ mark: CheckStore.MirrorMark) throws {
        try footage.makeFolder(Self.name)
        try DurableFile.write(CanonicalJSON.encode(mark), to: "\(root)/\(Self.mark)")
    }

    /// Renames a mirror that is another history's out of the way.
    /// - Returns: its new name; nil when there was none.
    func setAside(now: Date) throws -> String? {
        guard access(root, F_OK) == 0 else { return nil }
        let name = DurableFile.aside(Self.name, now: now)
        try DurableFile.move(root, to: footage.folder(name))
        return name
    }

    /// Gives every sheet to `body`, in the order in which a database must meet them.
    func each(_ body: (_ name: String, _ path: String) throws -> Void) throws {
        for kind in MirrorOrder.kinds {
            for shard in Self.children("\(root)/\(kind)") {
                for file in Self.children("\(root)/\(kind)/\(shard)") where file.hasSuffix(Self.suffix) {
                    try body("\(kind)/\(file.dropLast(Self.suffix.count))", "\(root)/\(kind)/\(shard)/\(file)")
                }
            }
        }
    }

    private static func children(_ path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }
}
