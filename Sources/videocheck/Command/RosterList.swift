import Domain

/// Lists whose columns are plain fields, and additions to them.
struct RosterList {
    let desk: Desk

    /// - Parameter columns: the field and its heading; the last may be cut.
    func print(
        _ parts: [String], _ columns: [(field: String, heading: String)], _ query: [(String, String?)] = [],
        paged: Bool = false
    ) async throws {
        let found = try await desk.api.list(parts, query, paged: paged)
        if desk.out.json { return desk.out.document(found.document) }
        guard !found.items.isEmpty else { return desk.out.note(desk.say("None.", "无。")) }
        var table = Table(
            columns.enumerated().map {
                .init(heading: $1.heading, flexible: $1.field == "name" || $0 == columns.count - 1)
            })
        for item in found.items {
            table.add(columns.map { Self.cell(item, $0.field) })
        }
        desk.out.table(table)
    }

    func add(_ parts: [String], _ body: [String: JSONValue]) async throws {
        let added = try await desk.api.post(parts, .object(body))
        if desk.out.json { return desk.out.document(added) }
        desk.out.done("\((added["id"] ?? added["uscc"])?.cell ?? "–")  \(added.cell("name"))")
    }

    /// Fields named `…_at` are instants.
    private static func cell(_ item: JSONValue, _ field: String) -> String {
        if field.hasSuffix("_at") { return Figures.time(item[field]?.text) }
        if field == "size" { return item[field]?.whole.map(Figures.size) ?? "–" }
        return item.cell(field)
    }
}
