import Domain
import Foundation

/// Turns the bytes of a file, or what was pasted, into a sheet. What they are is told from themselves, never from a
/// file's name.
public struct TableReader: Sendable {
    public let bounds: TableBounds
    let python: String

    /// - Parameter python: the interpreter that has openpyxl; Debian's own, which `python3-openpyxl` belongs to.
    public init(bounds: TableBounds = TableBounds(), python: String = "/usr/bin/python3") {
        self.bounds = bounds
        self.python = python
    }

    /// Reads, and makes of the sheet what is asked, on a thread of its own: neither parsing nor the wait for a workbook's
    /// reader blocks other work.
    /// - Throws: `UnreadableTable`, what `understand` throws, `CancellationError` when the task was cancelled.
    public func read<T: Sendable>(
        _ bytes: Data, _ understand: @escaping @Sendable (Sheet) throws -> T
    ) async throws -> T {
        guard bytes.count <= bounds.bytes else { throw UnreadableTable.tooLarge(bounds) }
        let form = try Self.form(of: bytes)
        let workbook = WorkbookProcess(python: python, bounds: bounds)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                Thread.detachNewThread { [bounds] in
                    continuation.resume(
                        with: Result {
                            let sheet =
                                switch form {
                                case .workbook: try workbook.read(bytes)
                                case .text: try DelimitedText(TextBytes.decode(bytes), bounds: bounds).sheet()
                                }
                            return try understand(sheet)
                        })
                }
            }
        } onCancel: {
            workbook.cancel()
        }
    }

    private enum Form { case workbook, text }

    private static func form(of bytes: Data) throws -> Form {
        guard !bytes.isEmpty else { throw UnreadableTable.empty }
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) { throw UnreadableTable.oldWorkbook }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
            // An OpenDocument file names its type in its first entry, which is stored as it is.
            let head = String(decoding: bytes.prefix(200), as: UTF8.self)
            if head.contains("mimetypeapplication/vnd.oasis.opendocument") { throw UnreadableTable.openDocument }
            return .workbook
        }
        let start = String(decoding: bytes.prefix(64), as: UTF8.self).lowercased()
            .trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FEFF}"]))
        let strangers = ["%pdf", "<!doctype", "<html", "<table", "<?xml", "{\\rtf", "pk\u{05}\u{06}"]
        if strangers.contains(where: { start.hasPrefix($0) }) { throw UnreadableTable.noTable }
        return .text
    }
}
