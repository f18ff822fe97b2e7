import Domain
import Foundation
import Hummingbird
import Store

/// `GET /stations`: the rooms, a form to add one, a table's upload; `GET`, `POST /stations/{id}` changes one.
struct StationsPage: Sendable {
    private let view: RosterView
    private var store: CheckStore { view.console.store }

    init(_ console: IntakeConsole) throws {
        view = try RosterView(
            console, .stations, title: Phrase("核查室", "Stations"), adding: Phrase("添加核查室", "Add a station"),
            headings: [Phrase("名称", "Name"), Phrase("状态", "State")])
    }

    func add(to router: some RouterMethods) {
        router.get("stations") { request, _ in try await list(request, form("/stations", request.consoleLanguage)) }
        router.post("stations") { request, _ in try await add(request) }
        router.get("stations/{id}") { request, context in
            let station = try await find(context.parameters.require("id"))
            return await view.one(request, name: station.name, form: change(station, request.consoleLanguage))
        }
        router.post("stations/{id}") { request, context in
            try await change(request, context.parameters.require("id"))
        }
    }

    private func list(_ request: Request, _ form: FormView, isRefused: Bool = false) async throws -> Response {
        let language = request.consoleLanguage
        let rows = try await store.stations().map { one in
            RosterView.Row(
                edit: "/stations/\(one.id)",
                cells: [
                    one.name, (one.active ? Phrase("可预约", "Can be booked") : Phrase("已停用", "Out of use"))[language],
                ])
        }
        return await view.list(request, rows, form: form, isRefused: isRefused)
    }

    private func form(_ action: String, _ language: Contact.Language) -> FormView {
        FormView(
            action: action, submit: Phrase("添加", "Add")[language],
            fields: [.init(name: "name", label: view.headings[0][language], kind: .line(), required: true)])
    }

    private func add(_ request: Request) async throws -> Response {
        let sent = try await FormFields(request)
        let language = request.consoleLanguage
        do {
            let name = try Application.text(sent["name"], "name")
            let added = try await store.add(station: name, now: Date())
            let said =
                added.isNew
                ? Phrase("已添加 \(name)", "\(name) was added") : Phrase("\(name) 已有", "\(name) is there already")
            return ConsoleNotice.seeOther("/stations", said[language])
        } catch let fault as Fault where fault.kind == .invalid || fault.kind == .conflict {
            return try await list(request, form("/stations", language).refused(sent, fault, language), isRefused: true)
        }
    }

    private func find(_ id: String) async throws -> Station {
        guard let found = try await store.stations().first(where: { $0.id == id }) else {
            throw Fault(.notFound, "There is no station \"\(id.prefix(60))\".", field: "id")
        }
        return found
    }

    private func change(_ station: Station, _ language: Contact.Language) -> FormView {
        FormView(
            action: "/stations/\(station.id)", submit: Phrase("保存", "Save")[language],
            fields: [
                .init(name: "name", label: view.headings[0][language], kind: .line(), required: true),
                .init(
                    name: "active", label: Phrase("可用于新的核查", "Can be booked for new checks")[language], kind: .box,
                    hint: Phrase("停用后不再安排；已安排的核查不变。", "Without it nothing new is booked; what is booked stays.")[
                        language]),
            ]
        ).showing(["name": station.name, "active": station.active ? "yes" : ""])
    }

    private func change(_ request: Request, _ id: String) async throws -> Response {
        let sent = try await FormFields(request)
        let language = request.consoleLanguage
        let station = try await find(id)
        do {
            let changed = try await store.change(
                station: id, name: try Application.text(sent["name"], "name"), active: sent["active"] == "yes",
                now: Date())
            return ConsoleNotice.seeOther(
                "/stations", Phrase("已保存 \(changed.name)", "\(changed.name) was saved")[language])
        } catch let fault as Fault where fault.kind == .invalid || fault.kind == .conflict {
            let form = change(station, language).refused(sent, fault, language)
            return await view.one(request, name: station.name, form: form, isRefused: true)
        }
    }
}
