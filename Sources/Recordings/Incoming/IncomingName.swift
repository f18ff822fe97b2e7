/// What a file's name says it is, before anyone opens it.
enum IncomingName {
    enum Kind: Equatable {
        case recording
        case sidecar
        /// Unfinished, or no business of ours.
        case ignored
    }

    static func kind(_ name: [UInt8]) -> Kind {
        let lower = name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
        func ends(_ suffix: String) -> Bool {
            lower.count >= suffix.utf8.count && lower.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        }
        if name.first == UInt8(ascii: ".") || name.first == UInt8(ascii: "~") || name.last == UInt8(ascii: "~") {
            return .ignored
        }
        if unfinished.contains(where: ends) || litter.contains(where: { lower.elementsEqual($0.utf8) }) {
            return .ignored
        }
        return ends(".json") ? .sidecar : .recording
    }

    /// Folders that are looked into: not the hidden ones, our own among them.
    static func isEntered(folder name: [UInt8]) -> Bool { name.first != UInt8(ascii: ".") }

    /// Where a file's sidecar may lie: `film.mp4.json` first, then `film.json`.
    static func sidecars(of name: [UInt8]) -> [[UInt8]] {
        let json = Array(".json".utf8)
        var found = [name + json]
        if let stem = stem(name) { found.append(stem + json) }
        return found
    }

    /// The name without its last extension; nil when it has none.
    static func stem(_ name: [UInt8]) -> [UInt8]? {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return nil }
        return Array(name[..<dot])
    }

    /// What browsers, copying programs and recorders call a file that they have not finished.
    private static let unfinished = [
        ".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".swp", ".lock",
    ]
    /// What desktop systems leave in every folder.
    private static let litter = ["thumbs.db", "desktop.ini", "lost+found"]
}
