/// What went wrong, once, with enough to act on it.
///
/// A `Fault` is made where an error is first understood and wrapped once per boundary (`within`), so that a
/// log line reads from the operation down to the cause. It is not a `Refusal`: the machine's lawful *no*
/// is an answer, not an error.
public struct Fault: Error, Sendable, CustomStringConvertible {
    /// The kinds decide how callers treat a fault; HTTP status follows from the kind in one file of `Web`.
    public enum Kind: String, Sendable, CaseIterable {
        /// The input breaks a rule; `field` names it.
        case invalid
        /// No such thing.
        case notFound = "not_found"
        /// It collides with what is already there, or with the state of things.
        case conflict
        /// What the caller saw has changed since.
        case outdated
        /// Larger than the bound given in the message.
        case tooLarge = "too_large"
        /// A format, codec, method or version that is not taken.
        case unsupported
        /// Bytes that do not match their digest, or cannot be what they should be.
        case damaged
        /// Not now: the only kind that is retried.
        case unavailable
        /// A disk has no room for it now; nothing of it was taken.
        case full
        /// Ours to mend.
        case `internal`
        /// The caller has not proven who it is.
        case unauthenticated
    }

    public let kind: Kind
    /// One or two sentences for the person who reads them: what is wrong, and what to do.
    public let message: String
    /// The input's field at fault, as the caller wrote it (`enterprise.uscc`).
    public let field: String?
    public let cause: String?
    /// From the innermost operation outwards.
    public private(set) var context: [String] = []

    public init(_ kind: Kind, _ message: String, field: String? = nil, cause: (any Error)? = nil) {
        self.kind = kind
        self.message = message
        self.field = field
        self.cause = cause.map { String(describing: $0) }
    }

    /// The same fault, seen from an outer operation: `fault.within("ingest rec_…")`.
    public func within(_ operation: String) -> Fault {
        var outer = self
        outer.context.append(operation)
        return outer
    }

    public var description: String {
        var text = context.reversed().map { "\($0): " }.joined() + message
        if let field { text += " [field: \(field)]" }
        if let cause { text += " (cause: \(cause))" }
        return text
    }
}
