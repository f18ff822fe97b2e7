import CQRencode
import Domain

/// A QR code (ISO/IEC 18004) of a text, as SVG.
public struct QRCode: Sendable {
    /// Modules a side, without the quiet zone.
    public let width: Int
    /// Row by row; true is dark.
    private let modules: [Bool]

    /// The quiet zone that a reader needs on every side, in modules.
    private static let margin = 4
    /// Bytes of UTF-8 that fit at this level of correction in the largest code, 177 modules a side.
    private static let bound = 2331

    /// - Parameter text: UTF-8 in byte mode, at level M: a seventh of the code may be unreadable. Readers of our day
    ///   take bytes for UTF-8 by themselves.
    /// - Throws: `Fault(.invalid)` for an empty text, `Fault(.tooLarge)` for more than 2,331 bytes.
    public init(_ text: String) throws(Fault) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw Fault(.invalid, "An empty text has no QR code.") }
        guard bytes.count <= Self.bound else {
            throw Fault(.tooLarge, "A QR code holds \(Self.bound) bytes; this text has \(bytes.count).")
        }
        guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else {
            throw Fault(.internal, "libqrencode made no code of \(bytes.count) bytes.")
        }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        // The lowest bit of each byte is the module's colour.
        modules = (0..<width * width).map { code.pointee.data[$0] & 1 == 1 }
    }

    /// - Parameter label: for those who cannot see it; escaped here.
    public func svg(label: String) -> String {
        let side = width + 2 * Self.margin
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                var length = 0
                while column + length < width, modules[row * width + column + length] { length += 1 }
                if length > 0 { path += "M\(column + Self.margin) \(row + Self.margin)h\(length)v1h-\(length)z" }
                column += max(length, 1)
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" width="\(side * 4)" \
            height="\(side * 4)" role="img" aria-label="\(ScalarEscape().escapeText(label))" shape-rendering="crispEdges">\
            <rect width="\(side)" height="\(side)" fill="#fff"/><path d="\(path)" fill="#000"/></svg>
            """
    }
}
