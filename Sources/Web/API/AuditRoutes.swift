import Domain
import Foundation
import Hummingbird
import Store

/// `/audit`: the log as an outsider checks it.
struct AuditRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("audit/checkpoint") { _, _ in
            let signed = try await store.signedHead(now: Date())
            return Answer.json(
                .object([
                    "origin": .string(signed.head.origin), "size": .int(Int64(signed.head.size)),
                    "root": .string(signed.head.root.hex), "at": .time(signed.head.at), "note": .string(signed.note),
                    "verifier": .string(signed.verifier.description),
                ]))
        }
        group.get("audit/entries") { request, _ in
            let query = request.uri.queryParameters
            let from = try Self.index(query.get("cursor") ?? query.get("from") ?? "0", "from")
            let limit = try Answer.limit(request, usual: 100, most: 1000)
            let entries = try await store.database.auditEntries(from: from, limit: limit)
            return Answer.list(
                entries.map {
                    .object([
                        "index": .int($0.index), "entry": .string($0.entry.base64EncodedString()),
                        "leaf": .string($0.leaf.hex),
                    ])
                }, next: entries.count == limit ? String(from + limit) : nil)
        }
        group.get("audit/proof") { request, _ in
            let query = request.uri.queryParameters
            let size = try query.get("size").map { try Self.index($0, "size") }
            switch (query.get("entry"), query.get("from")) {
            case (let entry?, nil):
                let found = try await store.database.auditProof(entry: Self.index(entry, "entry"), size: size)
                return Answer.json(.object(Self.members(found)))
            case (nil, let from?):
                let first = try Self.index(from, "from")
                guard first > 0, first <= size ?? .max else {
                    throw Fault(.invalid, "A proof leads from 1 or more entries to as many or more.", field: "from")
                }
                let found = try await store.database.auditProof(from: first, size: size)
                return Answer.json(
                    .object(Self.members(found.proof).merging(["from_root": .string(found.fromRoot.hex)]) { $1 }))
            default:
                throw Fault(
                    .invalid, "Say which entry, ?entry=0, or from how many entries on, ?from=1; not both.",
                    field: "entry")
            }
        }
    }

    private static func members(_ proof: StoreDatabase.Proof) -> [String: JSONValue] {
        [
            "size": .int(Int64(proof.checkpoint.size)), "root": .string(proof.checkpoint.root.hex),
            "proof": .texts(proof.hashes.map(\.hex)),
        ]
    }

    private static func index(_ text: String, _ field: String) throws -> Int {
        guard let index = Int(text), index >= 0 else {
            throw Fault(.invalid, "\"\(field)\" counts entries from 0.", field: field)
        }
        return index
    }
}
