/// What a `Range` header asks of a file (RFC 9110, section 14). Pure: the header's text and the size decide.
///
/// Ranges are half-open, lie inside the file and are never empty. A header that is malformed, of another unit, or
/// that asks for more than is sensible counts as absent, as the standard allows: the whole file answers it.
public enum RangeRequest: Sendable, Equatable {
    case whole
    case single(Range<Int64>)
    /// At least two, in the order asked for, none overlapping.
    case several([Range<Int64>])
    /// Well formed, but nothing of it lies inside the file.
    case unsatisfiable

    /// More parts than this in one request is no player's doing.
    static let mostParts = 16

    /// - Parameters:
    ///   - header: the field's value, nil when there was none.
    ///   - size: of the file, in bytes.
    public init(header: String?, size: Int64) {
        precondition(size >= 0, "a file has no negative size")
        guard let header, let specs = Self.specs(of: header) else {
            self = .whole
            return
        }
        // A suffix of an empty file is satisfiable and empty, and no Content-Range can say so.
        if size == 0, specs.contains(where: \.isSuffix) {
            self = .whole
            return
        }
        let ranges = specs.compactMap { $0.range(in: size) }
        switch ranges.count {
        case 0: self = .unsatisfiable
        case 1: self = .single(ranges[0])
        default: self = Self.overlap(ranges) ? .whole : .several(ranges)
        }
    }

    private static func overlap(_ ranges: [Range<Int64>]) -> Bool {
        let sorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
        return zip(sorted, sorted.dropFirst()).contains { $0.upperBound > $1.lowerBound }
    }

    /// Nil for what is not well formed, not in bytes, or too much.
    private static func specs(of header: String) -> [Spec]? {
        let halves = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, trim(halves[0]).lowercased() == "bytes" else { return nil }
        // A list may hold empty elements, which count for nothing (RFC 9110, section 5.6.1.2).
        let elements = halves[1].split(separator: ",").map(trim).filter { !$0.isEmpty }
        guard (1...mostParts).contains(elements.count) else { return nil }
        var specs: [Spec] = []
        for element in elements {
            guard let spec = Spec(element) else { return nil }
            specs.append(spec)
        }
        return specs
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }

    /// One element of the list.
    private enum Spec {
        case from(Int64, through: Int64?)
        case suffix(Int64)

        var isSuffix: Bool {
            if case .suffix(let length) = self { length > 0 } else { false }
        }

        init?(_ text: Substring) {
            guard let dash = text.firstIndex(of: "-") else { return nil }
            let first = text[..<dash]
            let last = text[text.index(after: dash)...]
            switch (first.isEmpty, last.isEmpty) {
            case (true, true): return nil
            case (true, false):
                guard let length = Self.number(last) else { return nil }
                self = .suffix(length)
            case (false, true):
                guard let start = Self.number(first) else { return nil }
                self = .from(start, through: nil)
            case (false, false):
                guard let start = Self.number(first), let end = Self.number(last), start <= end else {
                    return nil
                }
                self = .from(start, through: end)
            }
        }

        /// Digits only. A number too large to hold is past every file's end, and clamped rather than refused.
        private static func number(_ text: Substring) -> Int64? {
            guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                return nil
            }
            return Int64(text) ?? .max
        }

        func range(in size: Int64) -> Range<Int64>? {
            switch self {
            case .suffix(let length):
                return length > 0 && size > 0 ? max(0, size - length)..<size : nil
            case .from(let start, let end):
                guard start < size else { return nil }
                // Written so that an end of Int64.max does not overflow.
                let last = min(end ?? size - 1, size - 1)
                return start..<(last + 1)
            }
        }
    }
}
