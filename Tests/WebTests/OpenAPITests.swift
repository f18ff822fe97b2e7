import Documents
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Recordings
import Store
import Testing

@testable import Web

/// The API's description against the router: every address is described, and every description has its address.
@Suite struct OpenAPITests {
    @Test func `routes and the document name the same operations`() throws {
        let document = try OpenAPIDocument.load()
        let described = Set(Self.operations(of: document).map(\.key))
        let routed = try Self.routedOperations()
        #expect(routed.subtracting(described).sorted() == [], "routes that the document does not describe")
        #expect(described.subtracting(routed).sorted() == [], "descriptions without a route")
        #expect(described.count > 20)
    }

    @Test func `every reference leads somewhere and every operation has an identity of its own`() throws {
        let document = try OpenAPIDocument.load()
        for reference in Self.references(in: document) {
            #expect(Self.find(reference, in: document) != nil, "\(reference) leads nowhere")
        }
        let identities = Self.operations(of: document).compactMap { $0.operation["operationId"] }
        #expect(identities.count == Self.operations(of: document).count)
        #expect(Set(identities.map { "\($0)" }).count == identities.count, "an operationId is used twice")
    }

    @Test func `every path parameter is described where it stands`() throws {
        let document = try OpenAPIDocument.load()
        guard case .object(let root) = document, case .object(let paths)? = root["paths"] else {
            Issue.record("no paths")
            return
        }
        for (path, item) in paths {
            let named = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
            let described = Self.parameterNames(of: item, in: document)
            for name in named { #expect(described.contains(String(name)), "\(path) does not describe \(name)") }
        }
    }

    @Test func `every kind and severity of alert is described, and no other`() throws {
        let document = try OpenAPIDocument.load()
        func values(_ property: String) -> Set<String> {
            let reference = "#/components/schemas/Alert/properties/\(property)/enum"
            guard case .array(let items)? = Self.find(reference, in: document) else { return [] }
            return Set(items.compactMap { if case .string(let text) = $0 { text } else { nil } })
        }
        #expect(values("kind") == Set(Alert.Kind.allCases.map(\.rawValue)))
        #expect(values("severity") == Set(Alert.Severity.allCases.map(\.rawValue)))
    }

    @Test func `every tag of an operation is declared`() throws {
        let document = try OpenAPIDocument.load()
        func names(_ value: JSONValue?, _ name: (JSONValue) -> JSONValue?) -> Set<String> {
            guard case .array(let items)? = value else { return [] }
            return Set(items.compactMap { if case .string(let text)? = name($0) { text } else { nil } })
        }
        let declared = names(Self.find("#/tags", in: document)) {
            if case .object(let tag) = $0 { tag["name"] } else { nil }
        }
        let used = Self.operations(of: document).reduce(into: Set<String>()) {
            $0.formUnion(names($1.operation["tags"]) { $0 })
        }
        #expect(used.subtracting(declared).sorted() == [], "tags that are used and not declared")
        #expect(declared.subtracting(used).sorted() == [], "tags that are declared and not used")
    }

    /// `METHOD /path` of all that the staff router takes below `/api/v1`, without the refusals of other methods.
    private static func routedOperations() throws -> Set<String> {
        var found: Set<String> = []
        for route in try StaffSiteFixture.site().routed().routes {
            let path = "/" + route.path.description.split(separator: "/").joined(separator: "/")
            guard path.hasPrefix("/api/v1/") else { continue }
            let below = path.dropFirst("/api/v1".count)
            let method = route.method.rawValue
            if below.hasSuffix("/{command}") {
                let words =
                    below.hasPrefix("/cases")
                    ? CaseCommand.Name.allCases.map(\.rawValue) : CheckCommand.Name.allCases.map(\.rawValue)
                for command in words {
                    found.insert("\(method) \(below.dropLast("{command}".count))\(command)")
                }
            } else {
                found.insert("\(method) \(below)")
            }
        }
        return found
    }

    private static func operations(of document: JSONValue) -> [(key: String, operation: [String: JSONValue])] {
        guard case .object(let root) = document, case .object(let paths)? = root["paths"] else { return [] }
        return paths.flatMap { path, item -> [(String, [String: JSONValue])] in
            guard case .object(let members) = item else { return [] }
            return members.compactMap { name, member in
                guard name != "parameters", case .object(let operation) = member else { return nil }
                return ("\(name.uppercased()) \(path)", operation)
            }
        }
    }

    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .object(let members):
            members.flatMap { name, member -> [String] in
                if name == "$ref", case .string(let reference) = member { return [reference] }
                return references(in: member)
            }
        case .array(let items): items.flatMap { references(in: $0) }
        case .null, .bool, .int, .double, .string: []
        }
    }

    private static func find(_ reference: String, in document: JSONValue) -> JSONValue? {
        var value = document
        for step in reference.split(separator: "/").dropFirst() {
            guard case .object(let members) = value, let next = members[String(step)] else { return nil }
            value = next
        }
        return reference.hasPrefix("#/") ? value : nil
    }

    private static func parameterNames(of item: JSONValue, in document: JSONValue) -> Set<String> {
        guard case .object(let members) = item, case .array(let parameters)? = members["parameters"] else { return [] }
        return Set(
            parameters.compactMap { parameter in
                guard case .object(var fields) = parameter else { return nil }
                if case .string(let reference)? = fields["$ref"],
                    case .object(let there)? = find(reference, in: document)
                {
                    fields = there
                }
                guard case .string(let name)? = fields["name"] else { return nil }
                return name
            })
    }
}
