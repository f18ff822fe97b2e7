import Documents
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// `/incoming`: the watched folder's files, those that wait for a person first.
struct IncomingPage: Sendable {
    private let console: Console
    private let list: ConsolePage
    private let forms: IncomingForms

    /// The tabs, each with the states that it shows.
    private enum Tab: String, CaseIterable {
        case open, waiting, taken, away

        var states: [IncomingState] {
            switch self {
            case .open: [.unassigned, .refused]
            case .waiting: [.waiting, .copying]
            case .taken: [.taken, .duplicate]
            case .away: [.dismissed, .gone]
            }
        }

        var name: Phrase {
            switch self {
            case .open: Phrase("需要处理", "To be decided")
            case .waiting: Phrase("等待中", "Waiting")
            case .taken: Phrase("已收取", "Taken")
            case .away: Phrase("已移出", "Dismissed or gone")
            }
        }
    }

    init(_ console: Console) throws {
        self.console = console
        list = try ConsolePage(PackageResources.console_incoming_mustache, frame: console.frame, part: .incoming)
        forms = try IncomingForms(console)
    }

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("incoming") { request, _ in try await show(request) }
        forms.add(to: router)
    }

    private func show(_ request: Request) async throws -> Response {
        let language = request.consoleLanguage
        let tab = request.uri.queryParameters.get("show").flatMap(Tab.init) ?? .open
        let limit = 50
        let rows = try await console.store.incoming(
            states: tab.states, newestFirst: tab != .open, after: request.uri.queryParameters.get("cursor"),
            limit: limit)
        let tabs = Tab.allCases.map {
            ["path": "/incoming?show=\($0.rawValue)", "name": $0.name[language], "current": $0 == tab] as [String: Any]
        }
        let next = rows.count == limit ? rows.last.map { "/incoming?show=\(tab.rawValue)&cursor=\($0.id)" } : nil
        return await list.response(
            to: request, title: ConsoleNavigation.incoming.name[language],
            [
                "tabs": tabs, "files": rows.map { Self.values($0, language, console.clock) }, "next": next ?? "",
                "open": tab == .open, "any": !rows.isEmpty,
            ])
    }

    /// One file as templates have it.
    static func values(_ row: IncomingRow, _ language: Contact.Language, _ clock: ConsoleClock) -> [String: Any] {
        [
            "id": row.id.description, "path": row.shown, "state": row.state.words[language], "tag": row.state.tag,
            "size": ConsoleClock.size(row.identity.size), "reason": row.reason?.words(language) ?? "",
            "modified": clock.minute(Date(timeIntervalSince1970: Double(row.identity.modified) / 1e9)),
            "seen": clock.minute(row.seenAt), "settled": row.settledAt.map { clock.minute($0) } ?? "",
            "check": row.check?.description ?? "", "check_no": row.checkNo ?? "",
            "origin": row.origin?.words[language] ?? "", "by": row.decidedBy ?? "",
            "recording": row.recording?.description ?? "", "sha256": row.sha256 ?? "", "moved_to": row.movedTo ?? "",
            "decidable": !row.isFolder && [.waiting, .unassigned, .refused].contains(row.state),
        ]
    }
}
