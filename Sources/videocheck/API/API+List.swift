import Domain

/// A list of the API, put together from its pages.
struct Listing: Sendable {
    let items: [JSONValue]
    /// Where the next page begins; nil when there is nothing more.
    let next: String?

    /// The API's own shape, as one document.
    var document: JSONValue {
        .object(["items": .array(items), "next_cursor": next.map { .string($0) } ?? .null])
    }
}

extension API {
    private static let page = 500

    /// - Parameters:
    ///   - limit: items at most; nil reads every page.
    ///   - paged: false for the lists that come whole and take no limit.
    func list(
        _ parts: [String], _ query: [(String, String?)] = [], limit: Int? = nil, paged: Bool = true
    ) async throws -> Listing {
        var items: [JSONValue] = []
        var cursor: String?
        repeat {
            let wanted = min(Self.page, limit.map { $0 - items.count } ?? Self.page)
            let own = paged ? [("limit", String(wanted)), ("cursor", cursor)] : []
            let answer = try await get(parts, query + own)
            let found = answer["items"]?.list ?? []
            items += found
            let next = answer["next_cursor"]?.text
            // A cursor that does not move would be asked for for ever.
            if found.isEmpty || next == cursor { return Listing(items: items, next: nil) }
            cursor = next
        } while cursor != nil && items.count < limit ?? .max
        return Listing(items: items, next: cursor)
    }
}
