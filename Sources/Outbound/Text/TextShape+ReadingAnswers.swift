import Domain
import Foundation

extension TextShape {
    static func answer(_ table: StrictTable) throws(Fault) -> Answer {
        let slow: (codes: [String], seconds: Int)
        if table.has("slow_down") {
            let part = try table.table("slow_down", keys: ["codes", "seconds"])
            slow = (try codes(part, "codes"), try part.int("seconds", in: 1...86_400))
        } else {
            slow = ([], 0)
        }
        return Answer(
            success: try conditions(table, "success"), receipt: try pointer(table, "receipt"),
            code: try pointers(table, "code"), words: try pointers(table, "words"),
            permanent: try codes(table, "permanent"), retry: try codes(table, "retry"), slowDown: slow.codes,
            slowDownSeconds: slow.seconds)
    }

    static func callback(_ table: StrictTable) throws(Fault) -> Callback {
        let part = try table.table(
            "callback", keys: ["format", "arrived", "failed", "reply"],
            optional: ["list", "receipt", "message", "code", "words", "time", "utc_offset"])
        guard let format = Callback.Format(rawValue: try part.string("format")) else {
            throw part.fault("format", "one of \(Callback.Format.allowed)")
        }
        guard part.has("receipt") || part.has("message") else {
            throw part.fault("receipt", "given, or \"message\": a report must name its message")
        }
        guard format == .json || !part.has("list") else { throw part.fault("list", "absent: a form is one report") }
        return Callback(
            format: format, list: try optional(part, "list"), receipt: try optional(part, "receipt"),
            message: try optional(part, "message"), arrived: try conditions(part, "arrived"),
            failed: try conditions(part, "failed"), code: try optional(part, "code"),
            words: try optional(part, "words"), time: try optional(part, "time"),
            utcOffsetSeconds: try offset(part), reply: part.json("reply"))
    }

    /// `{"/Code": ["OK"]}`: what may stand where.
    private static func conditions(_ table: StrictTable, _ key: String) throws(Fault) -> [Condition] {
        let allowed =
            "an object of JSON pointers with the list of values that may stand there, such as {\"/Code\": [\"OK\"]}"
        var conditions: [Condition] = []
        for (name, value) in try table.map(key) {
            guard let at = JSONPointer(name), case .array(let values) = value, !values.isEmpty else {
                throw table.fault(key, allowed)
            }
            conditions.append(Condition(at: at, allowed: values))
        }
        guard !conditions.isEmpty else { throw table.fault(key, allowed) }
        return conditions
    }

    private static func pointer(_ table: StrictTable, _ key: String) throws(Fault) -> JSONPointer {
        guard let pointer = JSONPointer(try table.string(key, length: 0...200)) else {
            throw table.fault(key, "a JSON pointer such as /Response/Code")
        }
        return pointer
    }

    private static func optional(_ table: StrictTable, _ key: String) throws(Fault) -> JSONPointer? {
        table.has(key) ? try pointer(table, key) : nil
    }

    private static func pointers(_ table: StrictTable, _ key: String) throws(Fault) -> [JSONPointer] {
        var pointers: [JSONPointer] = []
        for text in try table.strings(key, what: "JSON pointers") {
            guard let pointer = JSONPointer(text) else {
                throw table.fault(key, "a list of JSON pointers such as /Code")
            }
            pointers.append(pointer)
        }
        return pointers
    }

    private static func codes(_ table: StrictTable, _ key: String) throws(Fault) -> [String] {
        guard table.has(key) else { return [] }
        let codes = try table.strings(key, what: "codes, a trailing * for any ending")
        guard codes.allSatisfy({ !$0.isEmpty && !$0.dropLast().contains("*") }) else {
            throw table.fault(key, "a list of codes, a trailing * for any ending")
        }
        return codes
    }

    /// `+08:00`, in seconds; UTC when the file does not say.
    private static func offset(_ table: StrictTable) throws(Fault) -> Int {
        guard table.has("utc_offset") else { return 0 }
        let text = try table.string("utc_offset")
        guard let match = text.wholeMatch(of: /([+-])([01][0-9]):([0-5][0-9])/),
            let hours = Int(match.2), let minutes = Int(match.3)
        else { throw table.fault("utc_offset", "an offset such as +08:00") }
        return (match.1 == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
