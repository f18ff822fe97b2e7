// The wire's own names stand in the form below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Crypto
import Foundation

/// What one inspector makes of a check, by itself: given once, sealed until every other is in.
public struct InspectorVerdict: Sendable, Equatable, Codable {
    /// Which of the check's inspectors.
    public let inspector: String
    public let verdict: Word
    public let findings: [Finding]
    public let reason: String

    public init(inspector: String, verdict: Word, findings: [Finding], reason: String) {
        self.inspector = inspector
        self.verdict = verdict
        self.findings = findings
        self.reason = reason
    }

    public enum Word: String, Choice {
        case pass, fail, rectify, escalate
    }
}

/// A verdict as it was put away: what the commitment was made over, and with which salt.
public struct FiledVerdict: Sendable, Equatable {
    public let verdict: InspectorVerdict
    /// The canonical JSON of `{check_no, findings, inspector, reason, verdict}`: the very bytes that are committed to.
    public let text: String
    public let salt: Data
    public let by: String
    public let at: Date
    /// Whether all are in, so that anybody may read it.
    public let isRevealed: Bool

    public init(_ text: String, salt: Data, by: String, at: Date, isRevealed: Bool) throws {
        self.text = text
        self.salt = salt
        self.by = by
        self.at = at
        self.isRevealed = isRevealed
        verdict = try CanonicalJSON.decode(InspectorVerdict.self, from: Data(text.utf8))
    }

    /// HMAC-SHA256 of the text under the salt, lower-case hex.
    public var commitment: String {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: salt))).hexadecimal
    }

    static func text(_ verdict: InspectorVerdict, checkNo: String) throws -> String {
        struct Statement: Encodable {
            let check_no: String
            let findings: [Finding]
            let inspector: String
            let reason: String
            let verdict: InspectorVerdict.Word
        }
        let statement = Statement(
            check_no: checkNo, findings: verdict.findings, inspector: verdict.inspector, reason: verdict.reason,
            verdict: verdict.verdict)
        return String(decoding: try CanonicalJSON.encode(statement), as: UTF8.self)
    }
}

extension [FiledVerdict] {
    /// Whether those that anybody may read say different things.
    public var disagree: Bool { Set(filter(\.isRevealed).map(\.verdict.verdict)).count > 1 }
}
