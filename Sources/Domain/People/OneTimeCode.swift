import Crypto
import Foundation

/// Six digits that an inspector's telephone shows for half a minute. It never shows itself: not in a log, an event or an
/// answer.
public struct OneTimeCode: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// Digits only: people type spaces between them.
    let digits: String

    public init(_ text: String) {
        digits = String(text.filter { !$0.isWhitespace }.prefix(32))
    }

    public var description: String { "••••••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Time-based one-time codes (TOTP, RFC 6238): HMAC-SHA1, steps of 30 seconds, six digits, as every authenticator knows
/// them.
public struct CodeSecret: Sendable {
    /// RFC 4226 recommends 160 bits.
    public static let byteCount = 20
    private static let period: TimeInterval = 30
    /// Steps that a telephone's clock may be off, either way.
    private static let drift: Int64 = 1

    private let bytes: Data

    public init(_ bytes: Data) { self.bytes = bytes }

    public static func random() -> CodeSecret {
        CodeSecret(Data.random(byteCount: byteCount))
    }

    /// Reads what `uri` wrote; nil for anything else.
    public init?(uri: String) {
        guard let parts = URLComponents(string: uri), parts.scheme == "otpauth",
            let text = parts.queryItems?.first(where: { $0.name == "secret" })?.value
        else { return nil }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (bytes, buffer, bits) = (Data(), 0, 0)
        for character in text {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            buffer = (buffer << 5 | value) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8((buffer >> bits) & 0xFF))
            }
        }
        guard !bytes.isEmpty else { return nil }
        self.bytes = bytes
    }

    /// As it is sealed.
    public var data: Data { bytes }

    /// What came of a code.
    public enum Answer: Sendable, Equatable {
        /// It is right, of this step: no code of this or an earlier step is right again.
        case right(step: Int64)
        /// Right, and taken before.
        case used
        case wrong
    }

    public static func step(at now: Date) -> Int64 {
        Int64((max(0, min(now.timeIntervalSince1970, 1e11)) / period).rounded(.down))
    }

    /// - Parameter last: the step of the last code that was taken.
    public func answer(to code: OneTimeCode, after last: Int64, now: Date) -> Answer {
        let current = Self.step(at: now)
        // Each is computed and compared whole: how long it takes tells nothing.
        let fitting = (current - Self.drift...current + Self.drift).filter { Self.same(self.code(at: $0), code.digits) }
        if let step = fitting.first(where: { $0 > last }) { return .right(step: step) }
        return fitting.isEmpty ? .wrong : .used
    }

    /// The code of a step (RFC 4226, 5.3).
    public func code(at step: Int64, digits: Int = 6) -> String {
        let message = withUnsafeBytes(of: UInt64(max(0, step)).bigEndian) { Data($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: bytes)))
        let offset = Int(mac[mac.count - 1] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        var divisor: UInt32 = 1
        for _ in 0..<min(digits, 9) { divisor *= 10 }
        let text = String(number % divisor)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        let (one, other) = (Array(left.utf8), Array(right.utf8))
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// For an authenticator to scan: `otpauth://totp/CENTRE:NAME?secret=…&issuer=CENTRE`.
    public func uri(issuer: String, account: String) -> String {
        // A colon parts the two; everything that is not plain is escaped.
        let plain = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
        func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }
        return "otpauth://totp/\(escaped(issuer)):\(escaped(account))?secret=\(base32)&issuer=\(escaped(issuer))"
            + "&algorithm=SHA1&digits=6&period=30"
    }

    /// RFC 4648 without padding: what people type where nothing can be scanned.
    public var base32: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, buffer, bits) = ("", 0, 0)
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[(buffer >> bits) & 31])
            }
        }
        if bits > 0 { text.append(alphabet[(buffer << (5 - bits)) & 31]) }
        return text
    }
}

/// How an inspector's presence stands, when a session is to begin or to resume.
public enum PresenceProven: Sendable, Equatable {
    case code(step: Int64)
    case missing, wrong, used
    /// There is no secret to hold a code against.
    case unenrolled
    /// Too many wrong ones: none is taken before this instant.
    case paused(until: Date)
}
