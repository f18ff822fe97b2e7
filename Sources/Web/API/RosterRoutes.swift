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
        group.get("inspectors") { _, _ in
            let enrolled = try await store.enrolments()
            return Answer.list(try await store.inspectors().map { Self.json($0, enrolled: enrolled[$0.id]) }, next: nil)
        }
        group.post("inspectors/{id}/proof") { request, context in
            try await enrol(context.parameters.require("id"), request)
        }
        group.get("stations") { _, _ in Answer.list(try await store.stations().map(Self.json), next: nil) }
        group.post("inspectors") { request, _ in
            let form = try await Answer.form(InspectorForm.self, request, of: "inspector")
            let entry = try InspectorEntry(
                name: form.name, certificateNo: form.certificate_no, expires: form.certificate_expires)
            let added = try await store.add(
                inspector: entry.name, certificateNo: entry.certificateNo, expires: entry.expires,
                terms: try form.terms?(), now: Date())
            let enrolled = try await store.enrolments()[added.inspector.id]
            return Answer.json(Self.json(added.inspector, enrolled: enrolled), status: added.isNew ? .created : .ok)
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
                active: form.active, qualifications: form.qualifications, leave: form.leave, conflicts: form.conflicts,
                now: Date())
            return Answer.json(Self.json(inspector, enrolled: try await store.enrolments()[inspector.id]))
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
        let qualifications: [String]?
        let leave: [InspectorTerms.Leave]?
        let conflicts: [InspectorTerms.Conflict]?
    }

    private struct InspectorForm: Decodable {
        let name: String
        let certificate_no: String
        let certificate_expires: Day?
        let qualifications: [String]?
        let leave: [InspectorTerms.Leave]?
        let conflicts: [InspectorTerms.Conflict]?

        /// Nil where none of them is given: a known inspector's stay as they are.
        var terms: (() throws -> InspectorTerms)? {
            guard qualifications != nil || leave != nil || conflicts != nil else { return nil }
            return {
                try InspectorTerms(
                    qualifications: qualifications ?? [], leave: leave ?? [], conflicts: conflicts ?? [])
            }
        }
    }

    private struct ProofForm: Decodable {
        let by: String?
        let role: Actor.Role?
    }

    /// A new secret of one-time codes: told here, once.
    private func enrol(_ id: String, _ request: Request) async throws -> Response {
        let form = try await Answer.form(ProofForm.self, request, of: "proof")
        let role = form.role ?? .registrar
        guard role == .registrar else {
            throw Fault(.conflict, "Telephones are enrolled by a registrar, not by a \(role.rawValue).", field: "role")
        }
        let now = Date()
        let made = try await store.enrol(inspector: id, by: Actor(role, form.by ?? "staff"), now: now)
        var response = Answer.json(
            .object([
                "inspector": .string(made.inspector.id), "enrolled_at": .time(now),
                "uri": .string(made.secret.uri(issuer: store.centerName, account: made.inspector.name)),
            ]), status: .created)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private struct StationForm: Decodable {
        let name: String
    }

    static func json(_ inspector: Inspector, enrolled: Date? = nil) -> JSONValue {
        .object([
            "id": .string(inspector.id), "name": .string(inspector.name),
            "certificate_no": .string(inspector.certificateNo),
            "certificate_expires": .text(inspector.certificateExpires?.description), "active": .bool(inspector.active),
            "qualifications": .texts(inspector.terms.qualifications), "proof_enrolled_at": .time(enrolled),
            "leave": .array(
                inspector.terms.leave.map {
                    .object([
                        "from": .string($0.from.description), "to": .string($0.to.description), "note": .text($0.note),
                    ])
                }),
            "conflicts": .array(
                inspector.terms.conflicts.map {
                    .object(["uscc": .string($0.uscc), "reason": .string($0.reason)])
                }),
        ])
    }

    static func json(_ station: Station) -> JSONValue {
        .object(["id": .string(station.id), "name": .string(station.name), "active": .bool(station.active)])
    }
}
