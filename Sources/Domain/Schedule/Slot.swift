import Foundation

/// A stretch of whole quarter hours.
public struct Slot: Sendable, Hashable, Codable {
    public let start: Quantum
    /// In quarters, at least 1.
    public let count: Int

    public init(start: Quantum, count: Int) {
        precondition(count > 0, "a slot has at least one quarter")
        self.start = start
        self.count = count
    }

    public var startDate: Date { start.start }
    /// Exclusive.
    public var endDate: Date { start.advanced(by: count).start }
    public var quanta: [Quantum] { (0..<count).map { start.advanced(by: $0) } }
}

/// One resource taken for one quarter. The pair is a primary key where it is stored, so that booking twice is
/// impossible.
public struct Booking: Sendable, Hashable, Codable {
    /// `inspector:<id>` or `station:<id>`.
    public let resource: String
    public let quantum: Quantum

    public init(resource: String, quantum: Quantum) {
        self.resource = resource
        self.quantum = quantum
    }

    public static func inspector(_ id: String) -> String { "inspector:\(id)" }
    public static func station(_ id: String) -> String { "station:\(id)" }

    /// Every row that a session in that slot takes.
    public static func all(slot: Slot, station: String, inspectors: [String]) -> [Booking] {
        let resources = [Self.station(station)] + inspectors.map(Self.inspector)
        return resources.flatMap { resource in
            slot.quanta.map { Booking(resource: resource, quantum: $0) }
        }
    }
}
