import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// The API's description, OpenAPI 3.1: `document.json` and one fragment per resource beside it, joined at start.
///
/// The fragments are written by hand; `OpenAPITests` holds their addresses to the router's, and every answer that the
/// end-to-end tests see is held to their schemas.
enum OpenAPIDocument {
    /// - Throws: `Fault(.internal)` when two fragments name the same thing, or one cannot be read.
    static func load() throws -> JSONValue {
        guard case .object(var document) = try read(PackageResources.document_json) else { throw unreadable(nil) }
        for fragment in try fragments.map(read) {
            guard case .object(let parts) = fragment else { throw unreadable(nil) }
            for (name, part) in parts { document[name] = try joined(document[name], part, at: name) }
        }
        if case .object(let paths)? = document["paths"] {
            document["paths"] = .object(paths.mapValues(withCommonAnswers))
        }
        return .object(document)
    }

    private static var fragments: [[UInt8]] {
        [
            PackageResources.applications_json, PackageResources.checks_json, PackageResources.roster_json,
            PackageResources.uploads_json, PackageResources.recordings_json, PackageResources.deliveries_json,
            PackageResources.audit_json, PackageResources.alerts_json, PackageResources.enterprises_json,
            PackageResources.tables_json, PackageResources.texts_json, PackageResources.status_json,
            PackageResources.incoming_json, PackageResources.commands_json, PackageResources.dossier_json,
            PackageResources.people_json, PackageResources.clocks_json, PackageResources.cases_json,
            PackageResources.search_json,
        ]
    }

    private static func read(_ bytes: [UInt8]) throws -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw unreadable(error)
        }
    }

    private static func unreadable(_ cause: (any Error)?) -> Fault {
        Fault(.internal, "A fragment of the OpenAPI document cannot be read.", cause: cause)
    }

    /// Objects join key by key; anything else may be said only once.
    private static func joined(_ old: JSONValue?, _ new: JSONValue, at path: String) throws -> JSONValue {
        guard let old else { return new }
        guard case .object(var members) = old, case .object(let more) = new else {
            throw Fault(.internal, "Two fragments of the OpenAPI document both say what \(path) is.")
        }
        for (name, value) in more { members[name] = try joined(members[name], value, at: "\(path)/\(name)") }
        return .object(members)
    }

    /// What any address may answer, said once: no token, a foreign page, not now.
    private static func withCommonAnswers(_ path: JSONValue) -> JSONValue {
        guard case .object(var operations) = path else { return path }
        for (method, operation) in operations where HTTPRequest.Method(method.uppercased()).map(isDescribed) == true {
            guard case .object(var members) = operation, case .object(var answers)? = members["responses"] else {
                continue
            }
            for (status, name) in commonAnswers where answers[status] == nil {
                answers[status] = .object(["$ref": .string("#/components/responses/\(name)")])
            }
            members["responses"] = .object(answers)
            operations[method] = .object(members)
        }
        return .object(operations)
    }

    private static let commonAnswers = [
        ("401", "Unauthenticated"), ("403", "Forbidden"), ("405", "MethodNotAllowed"), ("503", "Unavailable"),
    ]

    private static func isDescribed(_ method: HTTPRequest.Method) -> Bool { OtherMethods.all.contains(method) }
}
