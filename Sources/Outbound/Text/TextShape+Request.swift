import Crypto
import Domain
import Foundation

extension TextShape {
    /// What a request is made of, besides the shape.
    struct Ingredients: Sendable {
        var url: String
        var template: String
        var account: TextAccount
        var message: OutboundMessage
        var text: OutboundMessage.Text
        var now: Date
        /// Different for every request.
        var nonce: String
    }

    /// The same ingredients give the same bytes.
    /// - Throws: `Fault(.invalid)` for a number that cannot receive texts, or a parameter that the template cannot take.
    func request(_ given: Ingredients, limits: Transfer.Limits, caFile: String?) throws(Fault) -> Transfer {
        try check(given.text.parameters)
        var values = try basicValues(given)
        var url = given.url
        var body = Data()
        var type: String?
        switch content {
        case .json(let pattern):
            body = try Self.bytes(pattern.json(values, taken(given)))
            values["body_sha256"] = Data(SHA256.hash(data: body)).hexadecimal
            signing.sign(&values, secret: given.account.secret)
        case .fields(let fields, let inAddress):
            // What holds a signature cannot be signed: those fields join after it.
            let isSigned = { (pattern: TextPattern) in !pattern.names.contains { $0.hasPrefix("step.") } }
            values["fields"] = Self.joined(fields.filter { isSigned($0.pattern) }, values)
            signing.sign(&values, secret: given.account.secret)
            let whole = Self.joined(fields, values)
            if inAddress {
                url += (url.contains("?") ? "&" : "?") + whole
            } else {
                body = Data(whole.utf8)
                type = "application/x-www-form-urlencoded"
            }
        }
        var all = headers.map { (name: $0.name, value: $0.pattern.text(values)) }
        if let type, !all.contains(where: { $0.name.lowercased() == "content-type" }) {
            all.append((name: "Content-Type", value: type))
        }
        return Transfer(
            url: url, work: .http(method: method, headers: all, body: body), limits: limits, fresh: true,
            caFile: caFile)
    }

    /// Gateways refuse what is longer, and whatever looks like an address; better said here than by a code.
    private func check(_ given: [String: String]) throws(Fault) {
        for name in parameters.names {
            guard let value = given[name], !value.isEmpty else {
                throw Fault(.invalid, "The template takes the parameter \(name); the message has none.", field: name)
            }
            guard value.count <= parameters.longest else {
                throw Fault(
                    .invalid,
                    "The parameter \(name) has \(value.count) characters; this gateway takes \(parameters.longest).",
                    field: name)
            }
            let lower = value.lowercased()
            guard !value.containsControls, !lower.contains("://"), !lower.contains("www.") else {
                throw Fault(
                    .invalid, "The parameter \(name) is one line without an address of the web.", field: name)
            }
        }
    }

    private func basicValues(_ given: Ingredients) throws(Fault) -> [String: String] {
        let phone = try PhoneNumber(given.text.to, field: "to")
        let parts = URLComponents(string: given.url)
        let port = parts?.port.map { ":\($0)" } ?? ""
        let second = given.now.formatted(.iso8601)
        var values = [
            "phone": phone.e164, "phone_local": phone.local, "phone_digits": phone.digits, "template": given.template,
            "signature_name": given.account.signatureName, "app_id": given.account.appID,
            "key_id": given.account.keyID, "message_id": given.message.messageID,
            "idempotency_key": given.message.idempotencyKey,
            "timestamp": String(Int64(given.now.timeIntervalSince1970)), "date": String(second.prefix(10)),
            "time": second, "nonce": given.nonce, "host": (parts?.percentEncodedHost ?? "") + port,
            "path": parts.map { $0.percentEncodedPath.isEmpty ? "/" : $0.percentEncodedPath } ?? "/",
        ]
        let taken = taken(given)
        for (name, value) in taken { values["param.\(name)"] = value }
        values["params"] = String(
            decoding: try Self.bytes(.object(taken.mapValues { .string($0) })), as: UTF8.self)
        if needs("text") { values["text"] = try TextTemplate(source: given.template).rendered(with: taken) }
        return values
    }

    /// A template takes these and no others.
    private func taken(_ given: Ingredients) -> [String: String] {
        given.text.parameters.filter { parameters.names.contains($0.key) }
    }

    private static func joined(
        _ fields: [(name: String, pattern: TextPattern)], _ values: [String: String]
    ) -> String {
        fields.map { (name: $0.name.percentEncoded, value: $0.pattern.text(values).percentEncoded) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    private static func bytes(_ value: JSONValue) throws(Fault) -> Data {
        do { return try CanonicalJSON.encode(value) } catch {
            throw Fault(.internal, "The text message cannot be written as JSON.", cause: error)
        }
    }
}

extension TextShape.Content.Pattern {
    func json(_ values: [String: String], _ parameters: [String: String]) -> JSONValue {
        switch self {
        case .fixed(let value): value
        case .text(let pattern): .string(pattern.text(values))
        case .parameters: .object(parameters.mapValues { .string($0) })
        case .array(let items): .array(items.map { $0.json(values, parameters) })
        case .object(let members): .object(members.mapValues { $0.json(values, parameters) })
        }
    }
}
