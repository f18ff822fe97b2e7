import Foundation

/// What a log says of itself at one moment, as outsiders keep and compare it: the body of a checkpoint after C2SP's
/// tlog-checkpoint.
public struct TreeHead: Sendable, Equatable {
    /// Which log: `videocheck/` and the installation's identity.
    public let origin: String
    /// The number of entries.
    public let size: Int
    /// The RFC 6962 root over them.
    public let root: Hash32
    /// When it was signed, in whole seconds; an extension line of the body, `time 2026-03-01T08:00:00Z`.
    public let at: Date

    public init(origin: String, size: Int, root: Hash32, at: Date) {
        self.origin = origin
        self.size = size
        self.root = root
        self.at = Date(timeIntervalSince1970: at.timeIntervalSince1970.rounded(.down))
    }

    /// Lines, each with its end: origin, size, root in base64, the time.
    public var text: String {
        "\(origin)\n\(size)\n\(root.data.base64EncodedString())\n\(Self.timeWord)\(at.formatted(Self.style))\n"
    }

    /// Reads a body; lines that it does not know are passed over, as the format demands.
    /// - Throws: `Fault(.damaged)` saying what is wrong with it.
    public init(_ text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count >= 4, lines.last == "", !lines[0].isEmpty,
            let size = Int(lines[1]), size >= 0, String(size) == lines[1],
            let bytes = Data(base64Encoded: lines[2]), let root = Hash32(bytes)
        else { throw Fault(.damaged, "it is no checkpoint: origin, size and root must be its first three lines") }
        let time = lines[3...].first { $0.hasPrefix(Self.timeWord) }?.dropFirst(Self.timeWord.count)
        guard let at = try time.map({ try Date(String($0), strategy: Self.style) }) else {
            throw Fault(.damaged, "its line \"time …\" is missing")
        }
        self.init(origin: lines[0], size: size, root: root, at: at)
    }

    private static let timeWord = "time "
    private static let style = Date.ISO8601FormatStyle()
}
