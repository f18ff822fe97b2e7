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
            let name = try Application.text(form.name, "name")
            let number = try Application.text(form.certificate_no, "certificate_no")
            guard !number.contains("|") else {
                throw Fault(
                    .invalid, "\"certificate_no\" takes no \"|\": draws use it between their parts.",
                    field: "certificate_no")
            }
            let added = try await store.add(
                inspector: name, certificateNo: number, expires: form.certificate_expires, now: Date())
            return Answer.json(Self.json(added.inspector), status: added.isNew ? .created : .ok)
        }
        group.post("stations") { request, _ in
            let form = try await Answer.form(StationForm.self, request, of: "station")
            let added = try await store.add(station: Application.text(form.name, "name"), now: Date())
            return Answer.json(Self.json(added.station), status: added.isNew ? .created : .ok)
        }
    }

    private struct InspectorForm: Decodable {
        let name: String
        let certificate_no: String
        let certificate_expires: Day?
    }

    private struct StationForm: Decodable {
        let name: String
    }

    private static func json(_ inspector: Inspector) -> JSONValue {
        .object([
            "id": .string(inspector.id), "name": .string(inspector.name),
            "certificate_no": .string(inspector.certificateNo),
            "certificate_expires": .text(inspector.certificateExpires?.description), "active": .bool(inspector.active),
        ])
    }

    private static func json(_ station: Station) -> JSONValue {
        .object(["id": .string(station.id), "name": .string(station.name), "active": .bool(station.active)])
    }
}
