/// What a person is at the centre. One account may have several; administrators' three are kept apart from each other and
/// from the casework, unless a small centre says otherwise (`auth.joined_roles`).
public enum AccountRole: String, Choice {
    case registrar, inspector, head
    case bureauHead = "bureau_head"
    case legalReviewer = "legal_reviewer"
    /// Looks at footage years later, by a viewing grant.
    case reviewer
    /// Holds the record to the procedure.
    case auditor
    /// Invited to one check.
    case expert
    /// Keeps the machine running, and sees no face and no ID number.
    case systemAdministrator = "system_administrator"
    /// Keeps accounts, roles, tokens and grants, and does no casework.
    case securityAdministrator = "security_administrator"
    /// Reads who did what, and can do nothing else.
    case auditAdministrator = "audit_administrator"

    /// In which capacity the role gives commands to a check or a case; nil: it gives none.
    public var actor: Actor.Role? {
        switch self {
        case .registrar: .registrar
        case .inspector: .inspector
        case .head: .head
        case .bureauHead: .bureauHead
        case .legalReviewer: .legalReviewer
        case .reviewer, .auditor, .expert, .systemAdministrator, .securityAdministrator, .auditAdministrator: nil
        }
    }

    var isAdministrator: Bool {
        switch self {
        case .systemAdministrator, .securityAdministrator, .auditAdministrator: true
        case .registrar, .inspector, .head, .bureauHead, .legalReviewer, .reviewer, .auditor, .expert: false
        }
    }

    /// Why these may not be one person's; nil when they may.
    /// - Parameter joined: a small centre lets one person be several.
    public static func clash(_ roles: Set<AccountRole>, joined: Bool) -> String? {
        guard !joined else { return nil }
        let administrators = roles.filter(\.isAdministrator)
        if administrators.count > 1 {
            return
                "System, security and audit administrators are different people; a small centre may join them by auth.joined_roles."
        }
        if !administrators.isEmpty, administrators.count < roles.count {
            return "An administrator does no casework: give its other roles to another account."
        }
        if roles.contains(.auditor), roles.count > 1 {
            return "An auditor has no other role: it would look at its own work."
        }
        return nil
    }
}
