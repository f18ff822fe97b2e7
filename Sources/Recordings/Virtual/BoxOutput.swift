/// Writes MP4 boxes whose lengths are known beforehand, so that nothing of them need be held.
struct BoxOutput {
    private(set) var written: Int64 = 0
    private var bytes: [UInt8] = []
    private let flush: ([UInt8]) throws -> Void

    private static let buffer = 256 << 10

    /// - Parameter flush: takes the bytes, in order.
    init(_ flush: @escaping ([UInt8]) throws -> Void) {
        self.flush = flush
        bytes.reserveCapacity(Self.buffer)
    }

    /// The head of a box: its whole length, and its type of four letters.
    mutating func box(_ type: StaticString, _ length: Int64) throws {
        try u32(length)
        type.withUTF8Buffer { bytes += $0 }
        written += 4
    }

    /// The same with a version and flags.
    mutating func fullBox(_ type: StaticString, _ length: Int64, version: UInt8 = 0, flags: Int64 = 0) throws {
        try box(type, length)
        try u32(Int64(version) << 24 | flags)
    }

    mutating func u16(_ number: Int) throws {
        try raw([UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)])
    }

    /// The lower 32 bits: of a negative number too.
    mutating func u32(_ number: Int64) throws {
        let value = UInt32(truncatingIfNeeded: number)
        bytes.append(UInt8(truncatingIfNeeded: value >> 24))
        bytes.append(UInt8(truncatingIfNeeded: value >> 16))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value))
        written += 4
        if bytes.count >= Self.buffer { try flushAll() }
    }

    mutating func u64(_ number: Int64) throws {
        try u32(number >> 32)
        try u32(number)
    }

    mutating func zeros(_ count: Int) throws { try raw([UInt8](repeating: 0, count: count)) }

    mutating func raw(_ fresh: some Collection<UInt8>) throws {
        bytes += fresh
        written += Int64(fresh.count)
        if bytes.count >= Self.buffer { try flushAll() }
    }

    mutating func flushAll() throws {
        try flush(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
