import Foundation

/// What a new password must be: long, and not what everybody tries first. After NIST SP 800-63B, 5.1.1.2: length counts,
/// mixtures of characters are not asked for, and it never runs out by itself.
public enum PasswordRule {
    public static let shortest = 10
    public static let longest = 128

    /// What is wrong with it; nil when it may be taken.
    /// - Parameter names: words that somebody would try for this person: its names, the centre's.
    public static func objection(to password: String, names: [String]) -> Objection? {
        guard password.count >= shortest else { return .short }
        guard password.count <= longest else { return .long }
        let plain = password.precomposedStringWithCompatibilityMapping.lowercased()
        let different = Set(plain)
        guard different.count >= 5 else { return .monotonous }
        let scalars = plain.unicodeScalars.map { Int($0.value) }
        let steps = Set(zip(scalars, scalars.dropFirst()).map { $1 - $0 })
        guard steps.count > 2 else { return .monotonous }
        if common.contains(where: plain.contains) { return .common }
        let own = names.map { $0.lowercased() }.filter { $0.count > 2 }
        return own.contains(where: plain.contains) ? .name : nil
    }

    public enum Objection: Sendable, Equatable {
        case short, long, monotonous, common, name
    }

    /// What stands at the head of every list of passwords that leaked, as parts of others too.
    private static let common = [
        "password", "passw0rd", "123456", "qwerty", "1q2w3e", "admin", "letmein", "welcome", "iloveyou", "woaini",
        "5201314", "88888", "111111", "abc123", "videocheck", "mima", "密码", "p@ssw0rd",
    ]
}
