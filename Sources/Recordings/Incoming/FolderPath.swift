import Foundation

/// A path below the watched folder: the very bytes of its names, which need not be text at all.
struct FolderPath: Hashable, Sendable {
    /// `/` between names, none in front. That of a folder ends in one; the watched folder itself is empty.
    let bytes: [UInt8]

    static let root = FolderPath(bytes: [])

    init(bytes: [UInt8]) { self.bytes = bytes }

    init(_ data: Data) { bytes = Array(data) }

    var data: Data { Data(bytes) }

    var isFolder: Bool { bytes.isEmpty || bytes.last == UInt8(ascii: "/") }

    func file(_ name: [UInt8]) -> FolderPath { FolderPath(bytes: bytes + name) }

    func folder(_ name: [UInt8]) -> FolderPath { FolderPath(bytes: bytes + name + [UInt8(ascii: "/")]) }

    /// The names from the top down.
    var names: [[UInt8]] { bytes.split(separator: UInt8(ascii: "/")).map(Array.init) }

    /// The last name.
    var name: [UInt8] { names.last ?? [] }

    /// The folder that it lies in.
    var parent: FolderPath { names.dropLast().reduce(.root) { $0.folder($1) } }

    func lies(in folder: FolderPath) -> Bool { bytes.starts(with: folder.bytes) }

    /// For people: UTF-8 as it is, everything that would not show itself escaped.
    var shown: String { Self.shown(bytes) }

    static func shown(_ bytes: [UInt8]) -> String {
        var text = ""
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let (scalar, length) = scalar(at: rest) else {
                text += "\\x" + hexadecimal(UInt32(rest.removeFirst()), 2)
                continue
            }
            rest = rest.dropFirst(length)
            if isHidden(scalar) {
                text += "\\u{" + hexadecimal(scalar.value, 1) + "}"
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// One well-formed character of UTF-8, nil where there is none.
    private static func scalar(at bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard let first = bytes.first else { return nil }
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard let text = String(validating: bytes.prefix(length), as: UTF8.self),
            let scalar = text.unicodeScalars.first,
            text.unicodeScalars.count == 1
        else { return nil }
        return (scalar, length)
    }

    /// Control characters, line ends, and marks that turn the direction of what follows: a name may pretend with them.
    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: true
        default: false
        }
    }

    private static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Calls `body` with a C string. A name holds no zero byte.
    static func withName<T>(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> T) -> T {
        (name + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { chars in
                guard let start = chars.baseAddress else { return body("") }
                return body(start)
            }
        }
    }
}
