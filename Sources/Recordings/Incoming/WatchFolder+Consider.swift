import Domain
import Foundation
import MediaJobs
import Store

/// Whether a file can be taken now, and for which check.
extension WatchFolder {
    /// What is to be done about one file, and does it.
    /// - Returns: when to look again, nil: with the next rescan.
    func consider(_ row: IncomingRow, _ file: FolderScan.File, _ scan: FolderScan) async throws -> Duration? {
        let sidecars = IncomingName.sidecars(of: file.path.name).map(file.path.parent.file)
            .filter { scan.sidecars[$0] != nil }
        let looks = sidecars.compactMap { scan.sidecars[$0] }
        switch row.state {
        case .copying, .gone: return nil
        case .taken, .duplicate, .dismissed:
            if !memory.isStaying(file.path) { try await putAway(row, scan) }
            return nil
        case .waiting, .unassigned, .refused: break
        }
        let isNamed = row.origin == .person && row.state == .waiting
        // The digest of an unassigned file is known when it is another check's footage: only a person goes on from there.
        if row.state == .unassigned && row.sha256 != nil { return nil }
        if !isNamed, let rest = memory.resting(file.path, sidecars: looks) { return rest }
        let age = memory.age(of: file.path)
        guard age >= settings.quiet else { return settings.quiet - age }
        guard file.identity.size > 0 else { return try await refuse(row, .empty) }
        guard file.identity.size <= Uploads.maximumSize else {
            return try await refuse(row, .tooLarge(bytes: Uploads.maximumSize))
        }
        switch try await writers(file) {
        case .failure(let fault):
            if fault.kind == .notFound { return .milliseconds(200) }
            return try await refuse(row, .unreadable(message: fault.message))
        case .success(.some):
            memory.rest(file.path, for: settings.quiet, sidecars: looks)
            try await note(row, .waiting, .openForWriting)
            return settings.quiet
        case .success(.unknown) where age < settings.longQuiet:
            try await note(
                row, .waiting,
                .mayBeWritten(seconds: settings.longQuiet.components.seconds)
            )
            return settings.longQuiet - age
        case .success: break
        }
        switch try await assignment(of: row, file, sidecars) {
        case .notYet(let wait): return wait
        case .unclear(let reason):
            memory.rest(file.path, for: .seconds(30), sidecars: looks)
            try await note(row, .unassigned, reason)
            return nil
        case .check(let found): return try await take(row, file, found, scan)
        }
    }

    private func refuse(_ row: IncomingRow, _ reason: IncomingReason) async throws -> Duration? {
        try await note(row, .refused, reason)
        return nil
    }

    private func writers(_ file: FolderScan.File) async throws -> Result<OpenWriters, Fault> {
        do {
            return .success(
                try await patience.run { [directory] _ in
                    let descriptor = try directory.openFile(file.path)
                    defer { close(descriptor) }
                    return OpenWriters.of(descriptor)
                })
        } catch let fault as Fault {
            return .failure(fault)
        }
    }

    /// A check that was found, and how.
    struct Named: Sendable {
        let check: ID<Check>
        let kind: String
        let origin: IncomingOrigin
        var sidecar: String?
    }

    enum Assignment {
        case check(Named)
        case unclear(IncomingReason)
        /// A sidecar is still being written.
        case notYet(Duration)
    }

    private func assignment(
        of row: IncomingRow, _ file: FolderScan.File, _ sidecars: [FolderPath]
    ) async throws -> Assignment {
        if row.origin == .person, let check = row.check {
            return .check(Named(check: check, kind: row.kind ?? Self.usualKind, origin: .person))
        }
        if let young = sidecars.map({ memory.age(of: $0) }).min(), young < settings.quiet {
            return .notYet(settings.quiet - young)
        }
        var told: [(sidecar: Sidecar, text: String)] = []
        for path in sidecars {
            do {
                told.append(try await patience.run { [directory] _ in try Sidecar.read(path, in: directory) })
            } catch let fault as Fault {
                return .unclear(
                    .badSidecar(file: FolderPath.shown(path.name), message: fault.message))
            }
        }
        if let first = told.first {
            guard told.allSatisfy({ $0.sidecar.check == first.sidecar.check }) else {
                return .unclear(.sidecarsDisagree)
            }
            return try await lookUp(
                first.sidecar.check,
                kind: first.sidecar.kind?.rawValue ?? Self.usualKind, .sidecar, first.text)
        }
        let numbers = file.path.names.reduce(into: Set<String>()) {
            $0.formUnion(CheckNumber.all(in: String(decoding: $1, as: UTF8.self)))
        }
        guard let number = numbers.first else {
            return .unclear(.notNamed)
        }
        guard numbers.count == 1 else {
            return .unclear(.severalNumbers(numbers: numbers.sorted()))
        }
        return try await lookUp(number, kind: Self.usualKind, .name, nil)
    }

    private static let usualKind = Sidecar.Kind.session.rawValue

    private func lookUp(
        _ name: String, kind: String, _ origin: IncomingOrigin, _ sidecar: String?
    ) async throws -> Assignment {
        guard let target = try await store.footageTarget(name) else {
            return .unclear(
                .unknownCheck(
                    name: FolderPath.shown(Array(name.utf8.prefix(60))), inSidecar: origin == .sidecar))
        }
        if let refusal = target.refusal { return .unclear(refusal) }
        return .check(Named(check: target.check, kind: kind, origin: origin, sidecar: sidecar))
    }
}
