import Foundation

/// The scan of a paper that was printed, signed and sealed (盖章扫描件).
public struct FileScan: Sendable, Equatable {
    public let document: ID<Document>
    public let format: Format
    public let bytes: Data
    /// Why another one takes its place; may be empty for the first.
    public let reason: String

    /// 20 MiB.
    public static let mostBytes = 20 << 20

    /// - Throws: `Fault(.unsupported)` unless the bytes begin as a PDF, a JPEG or a PNG do; `Fault(.tooLarge)`.
    public init(document: ID<Document>, bytes: Data, reason: String) throws(Fault) {
        guard bytes.count <= Self.mostBytes else {
            throw Fault(.tooLarge, "A scan has at most \(Self.mostBytes) bytes: scan it in grey, or at 200 dpi.")
        }
        guard let format = Format.allCases.first(where: { bytes.starts(with: $0.magic) }) else {
            throw Fault(.unsupported, "A scan is a PDF, JPEG or PNG file; these bytes begin like none of them.")
        }
        self.document = document
        self.format = format
        self.bytes = bytes
        self.reason = reason
    }

    public enum Format: String, Choice {
        case pdf = "application/pdf"
        case jpeg = "image/jpeg"
        case png = "image/png"

        /// How such a file begins.
        var magic: [UInt8] {
            switch self {
            case .pdf: Array("%PDF-".utf8)
            case .jpeg: [0xff, 0xd8, 0xff]
            case .png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
            }
        }
    }
}

/// A scan ready to be filed beside its original.
public struct ScannedCopy: Sendable, Equatable {
    public let id: ID<Document>
    public let original: ID<Document>
    public let number: String
    public let format: FileScan.Format
    public let bytes: Data
    /// From 1; the last one is the official copy.
    public let position: Int
    public let reason: String
}
