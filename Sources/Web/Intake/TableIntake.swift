import Domain
import Foundation
import Store
import Tables

/// Takes tables: bytes to a sheet, a sheet to values, the good ones to the store. Nothing is taken twice: what is known
/// is recognised by its number and content.
struct TableIntake: Sendable {
    let store: CheckStore
    let timeZone: TimeZone
    let reader = TableReader()

    /// So many share a transaction; the queue of writes stays short for everyone else.
    private static let chunk = 64

    /// - Parameter dryRun: says what would come of it, and changes nothing.
    /// - Throws: `UnreadableTable` when there is no table in the bytes.
    func take(_ kind: TableKind, _ bytes: Data, dryRun: Bool, now: Date) async throws -> TableReport {
        let zone = timeZone
        let report: TableReport
        switch kind {
        case .applications:
            report = try await take(
                kind, bytes, dryRun,
                { ApplicationSheet.read($0, timeZone: zone) },
                { try await applications($0, dryRun: dryRun, now: now) })
        case .inspectors:
            report = try await take(kind, bytes, dryRun, InspectorSheet.read) {
                try await each($0) { try await inspector($0, dryRun: dryRun, now: now) }
            }
        case .stations:
            report = try await take(kind, bytes, dryRun, StationSheet.read) {
                try await each($0) { try await station($0, dryRun: dryRun, now: now) }
            }
        case .enterprises:
            report = try await take(kind, bytes, dryRun, EnterpriseSheet.read) {
                try await each($0) { try await enterprise($0, dryRun: dryRun, now: now) }
            }
        }
        if !dryRun, !report.accepted.isEmpty {
            try await store.recordTable(
                of: kind.rawValue, sha256: bytes.sha256Hex, accepted: report.accepted.count, known: report.known.count,
                problems: report.problems.count, now: now)
        }
        return report
    }

    /// What the store made of one value.
    private struct Outcome: Sendable {
        let taken: Taken
        let name: String
        var checkNo: String?
        let fields: [String: JSONValue]
    }

    private func take<Value: Sendable>(
        _ kind: TableKind, _ bytes: Data, _ dryRun: Bool,
        _ understand: @escaping @Sendable (Sheet) -> SheetReading<Value>,
        _ keep: ([Value]) async throws -> [Result<Outcome, Fault>]
    ) async throws -> TableReport {
        let (sheet, reading) = try await reader.read(bytes) { ($0, understand($0)) }
        var (accepted, known): ([TableReport.Entry], [TableReport.Entry]) = ([], [])
        var (problems, held) = (reading.problems, reading.held)
        for start in stride(from: 0, to: reading.items.count, by: Self.chunk) {
            let items = reading.items[start..<min(start + Self.chunk, reading.items.count)]
            let outcomes: [Result<Outcome, Fault>]
            do {
                outcomes = try await keep(items.map(\.value))
            } catch let fault as Fault {
                outcomes = items.map { _ in .failure(fault) }
            }
            for (item, outcome) in zip(items, outcomes) {
                switch outcome {
                case .success(let made):
                    let entry = TableReport.Entry(
                        rows: item.rows, taken: made.taken, name: made.name, checkNo: made.checkNo, fields: made.fields)
                    if made.taken == .known { known.append(entry) } else { accepted.append(entry) }
                case .failure(let fault):
                    problems.append(item.problem(IntakeWords.wording(fault)))
                    held.formUnion(item.rows)
                }
            }
        }
        return TableReport(
            kind: kind, dryRun: dryRun, accepted: accepted, known: known, problems: problems, held: held, sheet: sheet,
            headerRow: reading.headerRow, isUnreadable: reading.isUnreadable)
    }

    /// All at once, so that they share a commit; what became of each in its order.
    private func each<Value: Sendable>(
        _ values: [Value], _ keep: @escaping @Sendable (Value) async throws -> Outcome
    ) async throws -> [Result<Outcome, Fault>] {
        try await withThrowingTaskGroup(of: (Int, Result<Outcome, Fault>).self) { group in
            for (index, value) in values.enumerated() {
                group.addTask {
                    do {
                        return (index, .success(try await keep(value)))
                    } catch let fault as Fault {
                        return (index, .failure(fault))
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}

extension TableIntake {
    private func applications(
        _ applications: [Application], dryRun: Bool, now: Date
    ) async throws -> [Result<Outcome, Fault>] {
        guard dryRun else {
            return try await store.receive(all: applications, now: now).map { $0.map(Self.outcome) }
        }
        return try await each(applications) { application in
            if let known = try await store.known(application) { return Self.outcome(known) }
            return Outcome(
                taken: .new, name: application.applicationNo,
                fields: ["application_no": .string(application.applicationNo), "id": .null, "check": .null])
        }
    }

    private static func outcome(_ received: CheckStore.Received) -> Outcome {
        Outcome(
            taken: received.isNew ? .new : .known, name: received.applicationNo, checkNo: received.check?.number,
            fields: [
                "application_no": .string(received.applicationNo), "id": .string(received.id.description),
                "check": received.check.map {
                    .object(["id": .string($0.id.description), "check_no": .string($0.number)])
                } ?? .null,
            ])
    }

    private func inspector(_ entry: InspectorEntry, dryRun: Bool, now: Date) async throws -> Outcome {
        let (inspector, taken) = try await store.take(entry, dryRun: dryRun, now: now)
        return Outcome(
            taken: taken, name: "\(entry.name) \(entry.certificateNo)",
            fields: [
                "id": .text(inspector?.id), "name": .string(entry.name), "certificate_no": .string(entry.certificateNo),
            ])
    }

    private func station(_ name: String, dryRun: Bool, now: Date) async throws -> Outcome {
        if dryRun {
            let found = try await store.station(named: name)
            return Outcome(
                taken: found == nil ? .new : .known, name: name,
                fields: ["id": .text(found?.id), "name": .string(name)])
        }
        let (station, isNew) = try await store.add(station: name, now: now)
        return Outcome(
            taken: isNew ? .new : .known, name: name, fields: ["id": .string(station.id), "name": .string(name)])
    }

    private func enterprise(_ enterprise: Enterprise, dryRun: Bool, now: Date) async throws -> Outcome {
        let (row, taken) = try await store.put(enterprise, dryRun: dryRun, now: now)
        return Outcome(
            taken: taken, name: "\(enterprise.uscc) \(enterprise.name)",
            fields: [
                "uscc": .string(enterprise.uscc.text), "name": .string(enterprise.name),
                "revision": .int(Int64(row.revision)),
            ])
    }
}
