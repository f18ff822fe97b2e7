import Confined
import Domain
import Foundation
import Synchronization

/// One confined Python process for one workbook.
final class WorkbookProcess: Sendable {
    private let process: ConfinedProcess
    private let bounds: TableBounds
    /// How many run at once: each may take hundreds of megabytes.
    private static let running = Mutex(0)
    private static let most = 2

    init(python: String, bounds: TableBounds) {
        let script = String(decoding: PackageResources.read_workbook_py, as: UTF8.self)
        process = ConfinedProcess(
            python,
            ["-I", "-B", "-c", script, String(bounds.allRows), String(bounds.columns), String(bounds.characters)])
        self.bounds = bounds
    }

    /// Kills the process, now or as soon as it starts.
    func cancel() { process.cancel() }

    /// Blocks its thread until the answer is there. Call it once.
    /// - Throws: `UnreadableTable`, `CancellationError`.
    func read(_ workbook: Data) throws -> Sheet {
        let admitted = Self.running.withLock { count in
            guard count < Self.most else { return false }
            count += 1
            return true
        }
        guard admitted else { throw UnreadableTable.busy }
        defer { Self.running.withLock { $0 -= 1 } }
        switch process.run(feeding: workbook, answerBytes: bounds.answerBytes, seconds: bounds.seconds) {
        case .answered(let answer): return try WorkbookAnswer.sheet(answer, bounds: bounds)
        case .excessive: throw UnreadableTable.damaged
        case .overdue: throw UnreadableTable.overdue
        case .cancelled: throw CancellationError()
        case .absent: throw UnreadableTable.noReader
        }
    }
}
