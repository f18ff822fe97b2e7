import Domain
import Foundation

extension TextShape {
    /// Reports in one call, at most.
    static let reportsBound = 2000

    /// Reads what a provider called in.
    /// - Returns: the final reports in it; interim ones are left out.
    /// - Throws: `Fault(.invalid)` when the body is not of the shape, `Fault(.unsupported)` when the shape has no callback.
    public func reports(in body: Data) throws(Fault) -> [TextReport] {
        guard let callback else { throw Fault(.unsupported, "The shape \(name) describes no delivery reports.") }
        let document: JSONValue
        switch callback.format {
        case .json:
            do { document = try JSONDecoder().decode(JSONValue.self, from: body) } catch {
                throw Fault(.invalid, "The delivery report is no JSON.", cause: error)
            }
        case .form: document = try Self.form(body)
        }
        var items = [document]
        if let list = callback.list {
            guard case .array(let found) = list.value(in: document) else {
                throw Fault(.invalid, "The delivery report has no list at \"\(list.text)\".")
            }
            items = found
        }
        guard items.count <= Self.reportsBound else {
            throw Fault(.tooLarge, "One call brings at most \(Self.reportsBound) reports.")
        }
        var reports: [TextReport] = []
        for item in items { if let report = try callback.report(item) { reports.append(report) } }
        return reports
    }

    /// What the provider wants to hear when its reports were taken.
    public var callbackReply: JSONValue { callback?.reply ?? .null }

    private static func form(_ body: Data) throws(Fault) -> JSONValue {
        guard let text = String(data: body, encoding: .utf8) else {
            throw Fault(.invalid, "The delivery report is no UTF-8.")
        }
        var fields: [String: JSONValue] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.replacing("+", with: " ").removingPercentEncoding
            }
            guard let name = parts[0], parts.count == 2, let value = parts[1] else {
                throw Fault(.invalid, "The delivery report is no form.")
            }
            fields[name] = .string(value)
        }
        guard !fields.isEmpty else { throw Fault(.invalid, "The delivery report is empty.") }
        return .object(fields)
    }
}

extension TextShape.Callback {
    func report(_ item: JSONValue) throws(Fault) -> TextReport? {
        guard case .object = item else { throw Fault(.invalid, "A delivery report is an object.") }
        let receipt = bounded(self.receipt?.word(in: item), 256)
        let message = bounded(self.message?.word(in: item), 256)
        guard receipt != nil || message != nil else {
            throw Fault(.invalid, "A delivery report names no message.")
        }
        let hasArrived = arrived.allSatisfy { $0.holds(in: item) }
        guard hasArrived || failed.allSatisfy({ $0.holds(in: item) }) else { return nil }
        return TextReport(
            receipt: receipt, messageID: message, hasArrived: hasArrived,
            at: time?.word(in: item).flatMap(instant), code: bounded(code?.word(in: item), 100),
            words: bounded(words?.word(in: item), 500))
    }

    /// What a stranger wrote is shown to staff: one line, not too long.
    private func bounded(_ text: String?, _ most: Int) -> String? {
        guard let text, !text.containsControls else { return nil }
        return String(text.prefix(most))
    }

    /// ISO 8601, seconds or milliseconds since 1970, or `2021-09-18 10:42:00` in the shape's offset.
    private func instant(_ text: String) -> Date? {
        if let date = Date(iso8601: text) { return date }
        if let number = Double(text), number > 0 {
            return Date(timeIntervalSince1970: number > 100_000_000_000 ? number / 1000 : number)
        }
        guard text.count == 19 else { return nil }
        return Date(iso8601: text.replacing(" ", with: "T") + "Z")?.addingTimeInterval(
            -Double(utcOffsetSeconds))
    }
}
