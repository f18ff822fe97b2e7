import Foundation

/// How far a backup or a restore has come.
public struct BackupProgress: Codable, Sendable, Equatable {
    /// What is being done, in words.
    public let step: String
    public let done: Int64
    /// Bytes in all; nil while they are not known.
    public let total: Int64?

    public init(step: String, done: Int64 = 0, total: Int64? = nil) {
        self.step = step
        self.done = done
        self.total = total
    }
}

/// Bytes in words: `12.3 GB`.
public enum ByteText {
    public static func words(_ count: Int64) -> String {
        var (value, unit) = (Double(count), 0)
        let units = ["bytes", "kB", "MB", "GB", "TB", "PB"]
        while value >= 1000, unit < units.count - 1 { (value, unit) = (value / 1000, unit + 1) }
        return unit == 0 ? "\(count) bytes" : String(format: "%.1f %@", value, units[unit])
    }
}
