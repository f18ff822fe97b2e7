import Domain
import Foundation
import Hummingbird
import NIOCore
import Tables

/// `POST /applications/table` and the same of inspectors, stations and enterprises: CSV (UTF-8, GB18030) or .xlsx in,
/// what came of each row out.
struct TableRoutes: Sendable {
    let intake: TableIntake

    func add(to group: RouterGroup<some RequestContext>) {
        for kind in TableKind.allCases {
            group.post("\(kind.rawValue)/table") { request, _ in try await take(kind, request) }
        }
    }

    private func take(_ kind: TableKind, _ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        let dryRun = try Self.flag(query.get("dry_run"), "dry_run")
        let bytes = try await Answer.body(
            request, upTo: intake.reader.bounds.bytes, otherwise: "split the table")
        let report: TableReport
        do {
            report = try await intake.take(kind, bytes, dryRun: dryRun, now: Date())
        } catch let unreadable as UnreadableTable {
            throw unreadable.fault
        }
        if let fault = report.fault { throw fault }
        return Answer.json(report.json)
    }

    static func flag(_ text: String?, _ name: String) throws -> Bool {
        switch text {
        case nil, "0", "false": false
        case "1", "true": true
        case let other?:
            throw Fault(.invalid, "\"\(name)\" takes 1 or 0, not \"\(other.prefix(20))\".", field: name)
        }
    }
}
