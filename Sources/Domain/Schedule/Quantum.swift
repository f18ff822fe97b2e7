import Foundation

/// A quarter of an hour: the unit in which rooms and people are booked. Its value counts quarters since
/// 1970-01-01T00:00Z.
public struct Quantum: RawRepresentable, Hashable, Comparable, Sendable, Codable {
    public static let minutes = 15
    static let seconds = 900

    public let rawValue: Int64

    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// The quarter that the instant lies in.
    public init(containing instant: Date) {
        self.rawValue = Self.bounded((instant.timeIntervalSince1970 / Double(Self.seconds)).rounded(.down))
    }

    /// The first quarter that begins no earlier than the instant.
    public init(notBefore instant: Date) {
        self.rawValue = Self.bounded((instant.timeIntervalSince1970 / Double(Self.seconds)).rounded(.up))
    }

    public var start: Date { Date(timeIntervalSince1970: Double(rawValue) * Double(Self.seconds)) }

    public func advanced(by count: Int) -> Quantum { Quantum(rawValue: rawValue + Int64(count)) }

    public static func < (left: Quantum, right: Quantum) -> Bool { left.rawValue < right.rawValue }

    /// Keeps an instant of a far-off kind from trapping the conversion; a thousand millennia are enough.
    private static func bounded(_ quarters: Double) -> Int64 {
        Int64(max(-3e10, min(3e10, quarters.isNaN ? 0 : quarters)))
    }
}
