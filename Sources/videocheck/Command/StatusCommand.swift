import ArgumentParser
import Domain
import Foundation

struct StatusCommand: DeskCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Whether the daemon is well, and what waits.",
        discussion: "Exit status 1 when the daemon is late or not ready.")
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func run(at desk: Desk) async throws {
        let health = try await desk.api.send(.get, "/healthz")
        let ready = try await desk.api.send(.get, "/readyz")
        guard let body = try? JSONValue(parsing: health.body), body["ok"] != nil else {
            throw Problem(health, desk.say).trouble(server: desk.api.server)
        }
        let (isWell, isReady) = (health.status == 200, ready.status == 200)
        let counts = try await counts(desk)
        if desk.out.json {
            desk.out.document(
                .object([
                    "server": .string(desk.api.server), "healthy": .bool(isWell), "ready": .bool(isReady),
                    "late": body["late"] ?? .array([]),
                    "counts": .object(Dictionary(uniqueKeysWithValues: counts.map { ($0.key, $0.count.json) })),
                ]))
        } else {
            let say = desk.say
            desk.out.line(
                "\(desk.api.server)  " + (isWell ? say("healthy", "正常") : say("late", "有环节迟滞")) + "  "
                    + (isReady ? say("ready", "就绪") : say("not ready", "未就绪")))
            for late in body["late"]?.list ?? [] { desk.out.line("  " + say("late: ", "迟滞：") + late.cell) }
            let width = counts.map(\.label.displayWidth).max() ?? 0
            for one in counts {
                desk.out.line("  \(one.label.padded(toWidth: width))  \(one.count.text)")
            }
        }
        if !isWell || !isReady { throw ExitCode(Trouble.Status.refused.rawValue) }
    }

    /// A page's length, and whether there is more.
    private struct Count: Sendable {
        let known: Int
        let hasMore: Bool
        var text: String { hasMore ? "\(known)+" : String(known) }
        var json: JSONValue { .object(["count": .int(Int64(known)), "more": .bool(hasMore)]) }
    }

    private func counts(_ desk: Desk) async throws -> [(key: String, label: String, count: Count)] {
        let words = Glossary(say: desk.say)
        var found: [(key: String, label: String, count: Count)] = []
        for stage in CheckState.Stage.allCases where stage != .done {
            let label = desk.say("checks in \(words.stage(stage.rawValue))", "核查：\(words.stage(stage.rawValue))")
            found.append(
                (stage.rawValue, label, try await count(["checks"], [("stage", stage.rawValue)], desk)))
        }
        found.append(
            (
                "deliveries_held", desk.say("deliveries held", "已暂停的投递"),
                try await count(["deliveries"], [("state", DeliveryWord.held.rawValue)], desk)
            ))
        return found
    }

    private func count(_ parts: [String], _ query: [(String, String?)], _ desk: Desk) async throws -> Count {
        let limit = 500
        let page = try await desk.api.list(parts, query, limit: limit)
        return Count(known: page.items.count, hasMore: page.next != nil)
    }
}
