import Domain
import Foundation
import Hummingbird
import Store

/// `/audit`: the log as an outsider checks it.
struct AuditRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("audit/checkpoint") { _, _ in
            let checkpoint = try await store.database.auditCheckpoint()
            return Answer.json(
                .object([
                    "size": .int(Int64(checkpoint.size)), "root": .string(checkpoint.root.hex), "at": .time(Date()),
                ]))
        }
        group.get("audit/entries") { request, _ in
            let query = request.uri.queryParameters
            let from = try Self.index(query.get("cursor") ?? query.get("from") ?? "0", "from")
            let limit = try Answer.limit(request, usual: 100, most: 1000)
            let entries = try await store.database.auditEntries(from: from, limit: limit)
            return Answer.list(
                entries.map {
                    .object(["index": .int($0.index), "entry": .string($0.entry.base64EncodedString())])
                }, next: entries.count == limit ? String(from + limit) : nil)
        }
        group.get("audit/proof") { request, _ in
            guard let text = request.uri.queryParameters.get("entry") else {
                throw Fault(.invalid, "Say which entry: ?entry=0.", field: "entry")
            }
            let found = try await store.database.auditProof(entry: Self.index(text, "entry"))
            return Answer.json(
                .object([
                    "size": .int(Int64(found.checkpoint.size)), "root": .string(found.checkpoint.root.hex),
                    "proof": .texts(found.proof.map(\.hex)),
                ]))
        }
    }

    private static func index(_ text: String, _ field: String) throws -> Int {
        guard let index = Int(text), index >= 0 else {
            throw Fault(.invalid, "\"\(field)\" counts entries from 0.", field: field)
        }
        return index
    }
}
