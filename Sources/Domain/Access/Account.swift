import Foundation

/// A person who works here, as the system knows it.
public struct Account: Sendable, Equatable, Identified {
    public static let idPrefix = "acc"

    public let id: ID<Account>
    /// What it signs in with, lower case.
    public let login: String
    /// As it goes on record.
    public let name: String
    public let roles: Set<AccountRole>
    /// The inspector that it is: that inspector's checks are its own.
    public let inspector: String?
    public let isActive: Bool
    /// It has set a password and enrolled a telephone.
    public let isReady: Bool

    public init(
        id: ID<Account>, login: String, name: String, roles: Set<AccountRole>, inspector: String?, isActive: Bool,
        isReady: Bool
    ) {
        self.id = id
        self.login = login
        self.name = name
        self.roles = roles
        self.inspector = inspector
        self.isActive = isActive
        self.isReady = isReady
    }

    /// 2 to 40 of a–z, 0–9, dot, hyphen and underscore; capitals are folded.
    /// - Throws: `Fault(.invalid)` naming `login`.
    public static func login(_ text: String) throws -> String {
        let login = text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased()
        let plain = login.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard plain, (2...40).contains(login.count) else {
            throw Fault(.invalid, "A login has 2 to 40 of a–z, 0–9, dot, hyphen and underscore.", field: "login")
        }
        return login
    }
}

/// Something that only its holder has: 32 random bytes, shown once. What is kept is its SHA-256.
public struct SecretToken: Sendable, CustomStringConvertible, CustomReflectable {
    /// 43 characters of base64url.
    public let text: String

    public init() {
        text = Data.random(byteCount: 32).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// What somebody shows; nil for what cannot be one.
    public init?(_ text: String) {
        guard text.utf8.count == 43 else { return nil }
        self.text = text
    }

    public var digest: Data { Hash32.sha256(of: Data(text.utf8)).data }

    public var description: String { "••••••" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Codes on paper for who lost the telephone: ten characters in two groups, of digits and letters that nobody misreads.
public enum RecoveryCode {
    public static let count = 10
    private static let letters = Array("23456789abcdefghjkmnpqrstuvwxyz")

    public static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let half = { String((0..<5).map { _ in letters[Int(generator.next(upperBound: UInt32(letters.count)))] }) }
        return "\(half())-\(half())"
    }

    /// What is kept of one; spaces, hyphens and capitals do not matter.
    public static func digest(_ text: String) -> Data? {
        let plain = text.lowercased().filter { $0 != "-" && !$0.isWhitespace }
        guard plain.count == 10, plain.allSatisfy(letters.contains) else { return nil }
        return Hash32.sha256(of: Data("recovery \(plain)".utf8)).data
    }
}
