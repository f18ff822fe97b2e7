// The wire's own names stand in the forms below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Domain
import Foundation
import Hummingbird
import Store

/// `/inspectors` and `/stations`.
struct RosterRoutes: Sendable {
    let store: CheckStore

    func add(to group: RouterGroup<some RequestContext>) {
        group.get("inspectors") { _, _ in Answer.list(try await store.inspectors().map(Self.json), next: nil) }
        group.get("stations") { _, _ in Answer.list(try await store.stations().map(Self.json), next: nil) }
        group.post("inspectors") { request, _ in
            let form = try await Answer.form(InspectorForm.self, request, of: "inspector")
            let entry = try InspectorEntry(
                name: form.name, certificateNo: form.certificate_no, expires: form.certificate_expires)
            let added = try await store.add(
                inspector: entry.name, certificateNo: entry.certificateNo, expires: entry.expires, now: Date())
            return Answer.json(Self.json(added.inspector), status: added.isNew ? .created : .ok)
        }
        group.post("stations") { request, _ in
            let form = try await Answer.form(StationForm.self, request, of: "station")
            let added = try await store.add(station: Application.text(form.name, "name"), now: Date())
            return Answer.json(Self.json(added.station), status: added.isNew ? .created : .ok)
        }
        group.patch("inspectors/{id}") { request, context in
            let form = try await Answer.form(ChangeForm.self, request, of: "inspector")
            let inspector = try await store.change(
                inspector: context.parameters.require("id"),
                name: form.name.map { try Application.text($0, "name") },
                expires: form.certificate_expires.map { .some($0) },
                active: form.active, now: Date())
            return Answer.json(Self.json(inspector))
        }
        group.patch("stations/{id}") { request, context in
            let form = try await Answer.form(ChangeForm.self, request, of: "station")
            let station = try await store.change(
                station: context.parameters.require("id"), name: form.name.map { try Application.text($0, "name") },
                active: form.active, now: Date())
            return Answer.json(Self.json(station))
        }
    }

    /// What is left out stays as it is.
    private struct ChangeForm: Decodable {
        let name: String?
        let certificate_expires: Day?
        let active: Bool?
    }

    private struct InspectorForm: Decodable {
        let name: String
        let certificate_no: String
        let certificate_expires: Day?
    }

    private struct StationForm: Decodable {
        let name: String
    }

    static func json(_ inspector: Inspector) -> JSONValue {
        .object([
            "id": .string(inspector.id), "name": .string(inspector.name),
            "certificate_no": .string(inspector.certificateNo),
            "certificate_expires": .text(inspector.certificateExpires?.description), "active": .bool(inspector.active),
        ])
    }

    static func json(_ station: Station) -> JSONValue {
        .object(["id": .string(station.id), "name": .string(station.name), "active": .bool(station.active)])
    }
}
