import Domain
import Foundation
import Store

extension DatabaseMirror {
    /// What is wrong with a sheet that is not due.
    enum Flaw {
        /// It can be written again from the database.
        case missing, torn
        /// It is whole and says something else: one of the two was changed behind our back, and a person must say which.
        case other

        var words: String {
            switch self {
            case .missing: "is missing; \"videocheckd rebuild\" writes it again"
            case .torn: "is torn; \"videocheckd rebuild\" writes it again"
            case .other: "says something else than the database: one of the two was changed by another program"
            }
        }
    }

    /// Compares the mirror with the database, sheet by sheet.
    public func fsck(_ report: inout Fsck) async throws {
        guard let mark = try directory.readMark(), mark.isOfThisSchema, try await store.continues(mark) else { return }
        var flaws: [(String, Flaw)] = []
        let count = try await eachFlaw { flaws.append(($0, $1)) }
        for (name, flaw) in flaws { report.found("mirror: \(name) \(flaw.words)") }
        report.looked(at: "sheets of the mirror", count)
    }

    /// Has what is missing, torn or other written again. What says something else than the database is kept beside it.
    /// - Returns: what a person must look at, in words.
    public func mend(now: Date) async throws -> [String] {
        var due: [String] = []
        var problems: [String] = []
        _ = try await eachFlaw { name, flaw in
            due.append(name)
            guard flaw == .other else { return }
            let path = MirrorDirectory.path(of: name)
            let kept = DurableFile.aside(path, now: now)
            let moved = rename(footage.folder(path), footage.folder(kept)) == 0
            problems.append("mirror: \(name) \(flaw.words)" + (moved ? "; what it said is kept as \(kept)" : ""))
        }
        try await store.markSheets(due)
        return problems
    }

    /// - Returns: how many sheets were compared.
    private func eachFlaw(_ body: (String, Flaw) -> Void) async throws -> Int {
        let names = try await store.settledSheets()
        for start in stride(from: 0, to: names.count, by: 256) {
            for sheet in try await store.readSheets(Array(names[start..<min(start + 256, names.count)])) {
                let bytes = FileManager.default.contents(atPath: footage.folder(MirrorDirectory.path(of: sheet.name)))
                guard bytes != sheet.bytes else { continue }
                body(sheet.name, bytes.map { MirrorSheet.isWhole($0) ? .other : .torn } ?? .missing)
            }
        }
        return names.count
    }
}
