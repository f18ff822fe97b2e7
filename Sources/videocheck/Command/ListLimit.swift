/// How much of a list a command asks for: a screenful or two for people, everything for programs.
enum ListLimit {
    private static let usual = 50

    static func of(_ limit: Int?, _ all: Bool, _ desk: Desk) -> Int? {
        limit ?? (all || desk.out.json ? nil : usual)
    }

    static func tellOfMore(_ found: Listing, _ desk: Desk) {
        guard found.next != nil else { return }
        desk.out.note(
            desk.say(
                "The newest \(found.items.count); --all shows all, --limit N the newest N.",
                "仅显示最新 \(found.items.count) 条；--all 显示全部，--limit N 显示最新 N 条。"))
    }
}
