import Domain
import Foundation

extension TextShape {
    /// What every text of a request may hold.
    static let values: Set<String> = [
        "phone", "phone_local", "phone_digits", "template", "signature_name", "app_id", "key_id", "params", "text",
        "message_id", "idempotency_key", "timestamp", "date", "time", "nonce", "host", "path",
    ]

    /// Reads a shape file.
    /// - Parameter file: its name, for messages.
    /// - Throws: `Fault(.invalid)` that names the file, the field and what is allowed.
    public init(file: String, data: Data) throws(Fault) {
        let table = try StrictTable(
            file: file, data: data, keys: ["name", "request", "answer", "parameters"],
            optional: ["about", "signing", "callback"])
        name = try table.string("name")
        parameters = try Self.parameters(table.table("parameters", keys: ["names", "max_characters"]))
        let basic = Self.values.union(parameters.names.map { "param.\($0)" })
        let request = try table.table("request", keys: ["method"], optional: ["headers", "json", "form", "query"])
        guard let method = Transfer.Method(rawValue: try request.string("method")) else {
            throw request.fault("method", "GET or POST")
        }
        self.method = method
        var known = basic.union(["fields", "body_sha256"])
        signing = TextSigning(steps: try Self.steps(table, known: &known))
        let steps = signing.steps.map { "step.\($0.name)" }
        content = try Self.content(request, basic: basic, steps: steps)
        headers = request.has("headers") ? try Self.patterns(request, "headers", allowed: known) : []
        answer = try Self.answer(
            table.table(
                "answer", keys: ["success", "receipt", "code", "words"],
                optional: ["permanent", "retry", "slow_down"]))
        callback = table.has("callback") ? try Self.callback(table) : nil
    }

    private static func parameters(_ table: StrictTable) throws(Fault) -> Parameters {
        let names = try table.strings("names", what: "names of parameters")
        guard !names.isEmpty, Set(names).count == names.count,
            names.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x7D } })
        else { throw table.fault("names", "a list of one or more names, each once") }
        return Parameters(names: names, longest: try table.int("max_characters", in: 1...500))
    }

    private static func steps(_ table: StrictTable, known: inout Set<String>) throws(Fault) -> [TextSigning.Step] {
        guard table.has("signing") else { return [] }
        var steps: [TextSigning.Step] = []
        for part in try table.tables(
            "signing", keys: ["name", "algorithm", "over"], optional: ["key", "key_step", "as"])
        {
            let name = try part.string("name")
            guard let algorithm = TextSigning.Algorithm(rawValue: try part.string("algorithm")) else {
                throw part.fault("algorithm", "one of \(TextSigning.Algorithm.allowed)")
            }
            let form = part.has("as") ? TextSigning.Form(rawValue: try part.string("as")) : .hex
            guard let form else { throw part.fault("as", "one of \(TextSigning.Form.allowed)") }
            let key = try Self.key(part, algorithm, known: known, steps: steps)
            steps.append(
                TextSigning.Step(
                    name: name, algorithm: algorithm, over: try pattern(part, "over", allowed: known), key: key,
                    form: form))
            guard known.insert("step.\(name)").inserted else { throw part.fault("name", "a name of its own") }
        }
        return steps
    }

    private static func key(
        _ part: StrictTable, _ algorithm: TextSigning.Algorithm, known: Set<String>, steps: [TextSigning.Step]
    ) throws(Fault) -> TextSigning.Key? {
        guard algorithm != .sha256 else {
            guard !part.has("key"), !part.has("key_step") else { throw part.fault("key", "absent: sha256 has no key") }
            return nil
        }
        guard part.has("key") != part.has("key_step") else {
            throw part.fault("key", "given, or \"key_step\", and not both")
        }
        if part.has("key") { return .text(try pattern(part, "key", allowed: known.union(["secret"]))) }
        let name = try part.string("key_step")
        guard steps.contains(where: { $0.name == name }) else { throw part.fault("key_step", "an earlier step's name") }
        return .step(name)
    }

    private static func content(_ request: StrictTable, basic: Set<String>, steps: [String]) throws(Fault) -> Content {
        let kinds = ["json", "form", "query"].filter(request.has)
        guard kinds.count == 1, let kind = kinds.first else {
            throw request.fault("json", "given, or \"form\", or \"query\": exactly one of them")
        }
        if kind == "json" { return .json(try json(request.json("json"), request, allowed: basic)) }
        return .fields(
            try patterns(request, kind, allowed: basic.union(steps)), inAddress: kind == "query")
    }

    private static func json(
        _ value: JSONValue, _ table: StrictTable, allowed: Set<String>
    ) throws(Fault) -> Content.Pattern {
        switch value {
        case .null, .bool, .int, .double: return .fixed(value)
        case .string("{params}"): return .parameters
        case .string(let text):
            do { return .text(try TextPattern(text, allowed: allowed)) } catch {
                throw table.fault("json", error.message)
            }
        case .array(let items):
            var patterns: [Content.Pattern] = []
            for item in items { patterns.append(try json(item, table, allowed: allowed)) }
            return .array(patterns)
        case .object(let members):
            var patterns: [String: Content.Pattern] = [:]
            for (name, member) in members { patterns[name] = try json(member, table, allowed: allowed) }
            return .object(patterns)
        }
    }

    private static func pattern(_ table: StrictTable, _ key: String, allowed: Set<String>) throws(Fault) -> TextPattern
    {
        let source = try table.string(key, length: 1...4000)
        do { return try TextPattern(source, allowed: allowed) } catch { throw table.fault(key, error.message) }
    }

    private static func patterns(
        _ table: StrictTable, _ key: String, allowed: Set<String>
    ) throws(Fault) -> [(name: String, pattern: TextPattern)] {
        var patterns: [(name: String, pattern: TextPattern)] = []
        for (name, value) in try table.map(key) {
            guard case .string(let source) = value else { throw table.fault(key, "an object of texts") }
            do { patterns.append((name, try TextPattern(source, allowed: allowed))) } catch {
                throw table.fault("\(key).\(name)", error.message)
            }
        }
        return patterns
    }
}
