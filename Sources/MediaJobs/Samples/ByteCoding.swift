/// Writes numbers in as few bytes as they need: seven bits each, the least significant first (LEB128).
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Small numbers of either sign are short: 0, -1, 1, -2 …
    mutating func writeSigned(_ number: Int64) {
        write(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
    }

    mutating func write(bytes fresh: some Collection<UInt8>) {
        write(UInt64(fresh.count))
        bytes += fresh
    }
}

/// Reads what a `ByteWriter` wrote, from bytes that may be anything.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func read() throws(MediaJobError) -> UInt64 {
        var number: UInt64 = 0
        var place: UInt64 = 0
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            let part = UInt64(byte & 0x7F)
            if place == 63, part > 1 { break }
            number |= part << place
            if byte & 0x80 == 0 { return number }
            place += 7
            if place > 63 { break }
        }
        throw MediaJobError("A number of the sample table is cut off or too long.")
    }

    mutating func readSigned() throws(MediaJobError) -> Int64 {
        let number = try read()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// A count, a size or a place: not more than `most`.
    mutating func read(upTo most: Int) throws(MediaJobError) -> Int {
        let number = try read()
        try check(number <= UInt64(most), "A number of the sample table is out of bounds.")
        return Int(number)
    }

    mutating func readSigned(within bound: Int64) throws(MediaJobError) -> Int64 {
        let number = try readSigned()
        try check(number >= -bound && number <= bound, "A time of the sample table is out of bounds.")
        return number
    }

    mutating func readBytes(upTo most: Int) throws(MediaJobError) -> [UInt8] {
        let count = try read(upTo: most)
        try check(count <= bytes.count - position, "The sample table is cut off.")
        defer { position += count }
        return Array(bytes[position..<position + count])
    }
}
