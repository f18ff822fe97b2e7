import Foundation
import NIOCore
import Synchronization

/// Slows down guessing of codes: so many wrong ones from one address in so long. Memory is bounded, so a sender with
/// many addresses pushes out old entries, never the daemon.
final class GuessLimiter: Sendable {
    private struct Entry {
        var wrong: Int
        let since: Date
    }

    private let allowed: Int
    private let window: TimeInterval
    private let capacity: Int
    private let entries = Mutex<[String: Entry]>([:])

    init(allowed: Int = 10, window: TimeInterval = 600, capacity: Int = 10_000) {
        precondition(allowed > 0 && capacity > 0, "a limiter that lets nobody in is a closed door")
        self.allowed = allowed
        self.window = window
        self.capacity = capacity
    }

    /// Counts a guess as wrong before it is looked up, so that many at once cannot slip past; `forgive` takes it back.
    /// - Returns: false when this address has had its guesses.
    func mayGuess(_ peer: String, now: Date) -> Bool {
        entries.withLock { entries in
            if var entry = entries[peer], isFresh(entry, now) {
                guard entry.wrong < allowed else { return false }
                entry.wrong += 1
                entries[peer] = entry
                return true
            }
            if entries[peer] == nil, entries.count >= capacity { makeRoom(&entries, now) }
            entries[peer] = Entry(wrong: 1, since: now)
            return true
        }
    }

    /// The guess was right.
    func forgive(_ peer: String) {
        entries.withLock { entries in
            guard var entry = entries[peer] else { return }
            entry.wrong -= 1
            entries[peer] = entry.wrong > 0 ? entry : nil
        }
    }

    var count: Int { entries.withLock { $0.count } }

    private func isFresh(_ entry: Entry, _ now: Date) -> Bool {
        // A clock that was set back must not lock anyone out for longer.
        (0..<window).contains(now.timeIntervalSince(entry.since))
    }

    /// Drops what has run out; if that is nothing, the oldest tenth, so that the sorting is paid for rarely.
    private func makeRoom(_ entries: inout [String: Entry], _ now: Date) {
        entries = entries.filter { isFresh($0.value, now) }
        guard entries.count >= capacity else { return }
        let oldest = entries.sorted { $0.value.since < $1.value.since }.prefix(max(1, capacity / 10))
        for (peer, _) in oldest { entries[peer] = nil }
    }

    /// One household or office: an IPv4 address, or the /64 of an IPv6 one, since whoever has one has all of those.
    static func peer(_ address: SocketAddress?) -> String {
        switch address {
        case .v4(let four): return withUnsafeBytes(of: four.address.sin_addr) { hex($0) }
        case .v6(let six):
            return withUnsafeBytes(of: six.address.sin6_addr) { bytes in
                let mapped = bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
                return mapped ? hex(bytes.suffix(4)) : hex(bytes.prefix(8))
            }
        case .unixDomainSocket, nil: return "local"
        }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
