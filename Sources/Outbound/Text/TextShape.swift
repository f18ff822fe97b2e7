import Domain
import Foundation

/// What one provider's requests, answers and delivery reports look like, as data: `config/text/<name>.json`. A new
/// provider needs a file, not code. `config/text/README.md` is the reference of every field.
public struct TextShape: Sendable {
    /// How the file calls it.
    public let name: String
    let method: Transfer.Method
    let headers: [(name: String, pattern: TextPattern)]
    let content: Content
    let signing: TextSigning
    let answer: Answer
    let parameters: Parameters
    let callback: Callback?

    enum Content: Sendable {
        case json(Pattern)
        /// Sorted by name, percent-encoded; in the address or in the body.
        case fields([(name: String, pattern: TextPattern)], inAddress: Bool)

        /// JSON whose texts are patterns.
        indirect enum Pattern: Sendable {
            case fixed(JSONValue)
            case text(TextPattern)
            /// The parameters as one object.
            case parameters
            case array([Pattern])
            case object([String: Pattern])
        }
    }

    /// How to read an answer.
    struct Answer: Sendable {
        /// Each must hold one of its values; what is absent counts as null.
        let success: [Condition]
        let receipt: JSONPointer
        /// Where the gateway's own code and words for a failure stand: the first that is there.
        let code: [JSONPointer]
        let words: [JSONPointer]
        /// Codes for which repeating the same bytes cannot help; a trailing `*` stands for any ending.
        let permanent: [String]
        let retry: [String]
        let slowDown: [String]
        let slowDownSeconds: Int
    }

    struct Condition: Sendable {
        let at: JSONPointer
        let allowed: [JSONValue]

        func holds(in document: JSONValue) -> Bool { allowed.contains(at.value(in: document)) }
    }

    /// What a template takes.
    struct Parameters: Sendable {
        let names: [String]
        /// Characters of one value.
        let longest: Int
    }

    /// How a provider reports what became of a message.
    struct Callback: Sendable {
        enum Format: String, Choice {
            /// One object, or a list of them at `list`.
            case json
            /// `application/x-www-form-urlencoded`: one report, its fields read as an object.
            case form
        }

        let format: Format
        /// Where the list of reports stands; nil: the document is one report.
        let list: JSONPointer?
        let receipt: JSONPointer?
        let message: JSONPointer?
        let arrived: [Condition]
        /// A report that is neither is interim, and ignored.
        let failed: [Condition]
        let code: JSONPointer?
        let words: JSONPointer?
        let time: JSONPointer?
        /// Of times without an offset of their own.
        let utcOffsetSeconds: Int
        /// What the provider wants to hear, so that it does not call again.
        let reply: JSONValue
    }

    /// The shape for gateways of one's own: `{"to", "template", "params", "text"}`; also `config/text/plain.json`.
    public static func plain() throws(Fault) -> TextShape {
        try TextShape(file: "plain.json", data: Data(PackageResources.plain_json))
    }

    /// Whether requests need a value that the configuration may lack: `signature_name`, `app_id`, `key_id`, `secret`.
    public func needs(_ name: String) -> Bool {
        if name == "secret" { return signing.steps.contains { $0.key != nil } }
        return patterns.contains { $0.names.contains(name) }
    }

    public var takesCallbacks: Bool { callback != nil }

    /// Every pattern outside the signing keys.
    private var patterns: [TextPattern] {
        let inside: [TextPattern] =
            switch content {
            case .json(let pattern): pattern.patterns
            case .fields(let fields, _): fields.map(\.pattern)
            }
        return headers.map(\.pattern) + inside + signing.steps.map(\.over)
    }
}

extension TextShape.Content.Pattern {
    var patterns: [TextPattern] {
        switch self {
        case .fixed, .parameters: []
        case .text(let pattern): [pattern]
        case .array(let items): items.flatMap(\.patterns)
        case .object(let members): members.values.flatMap(\.patterns)
        }
    }
}
