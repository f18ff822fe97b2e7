/// Who gave a command, and in which capacity. The access issue binds names to accounts; the rules already ask for roles.
public struct Actor: Sendable, Equatable, Codable {
    public let role: Role
    public let name: String

    public init(_ role: Role, _ name: String) {
        self.role = role
        self.name = name
    }

    /// R, I, H, B, L, P and T of the procedure.
    public enum Role: String, Choice {
        case registrar, inspector, head
        case bureauHead = "bureau_head"
        case legalReviewer = "legal_reviewer"
        case party, timer
    }

    public static let timer = Actor(.timer, "videocheckd")
}
