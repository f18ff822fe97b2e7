/// Who may do what: the one table that decides it. `Tests/DomainTests/Golden/access-matrix.md` shows all of it.
public enum AccessTable {
    /// The furthest that one of these roles reaches.
    public static func reach(of roles: Set<AccountRole>, _ deed: Deed) -> Reach {
        roles.map { reach(of: $0, deed) }.max() ?? .none
    }

    public static func reach(of role: AccountRole, _ deed: Deed) -> Reach {
        if deed == .keepOwnAccount { return .all }
        return switch role {
        case .registrar: registrar(deed)
        case .inspector: inspector(deed)
        case .head, .bureauHead: head(deed)
        case .legalReviewer: legalReviewer(deed)
        case .reviewer: reviewer(deed)
        case .auditor: auditor(deed)
        case .expert: expert(deed)
        case .systemAdministrator: systemAdministrator(deed)
        case .securityAdministrator: securityAdministrator(deed)
        case .auditAdministrator: deed == .seeAudit || deed == .seeAccounts || deed == .seeGrants ? .all : .none
        }
    }

    /// Runs the casework, all of it, and looks at footage to see that it is whole.
    private static func registrar(_ deed: Deed) -> Reach {
        switch deed {
        case .seeAccounts, .keepAccounts, .seeGrants, .giveGrants, .seeAudit, .seeStatus: .none
        default: .all
        }
    }

    /// Sees and does what belongs to its own checks.
    private static func inspector(_ deed: Deed) -> Reach {
        switch deed {
        case .seeChecks, .commandChecks, .seePapers, .fileScans, .seeCases, .search, .seeRecordings, .viewFootage,
            .uploadFootage, .seeMarkers, .markFootage:
            .own
        case .seeRoster, .seeClocks, .seeAlerts: .all
        default: .none
        }
    }

    /// Decides, and so sees the casework and its footage.
    private static func head(_ deed: Deed) -> Reach {
        switch deed {
        case .seeApplications, .triageApplications, .orderChecks, .seeChecks, .commandChecks, .seePapers, .seeCases,
            .commandCases, .search, .seeRecordings, .viewFootage, .seeMarkers, .markFootage, .seeIncoming,
            .seeDeliveries, .seeTexts, .seeRoster, .keepRoster, .seeEnterprises, .keepEnterprises, .seeClocks,
            .seeAlerts, .acknowledgeAlerts, .seeGrants, .giveGrants:
            .all
        default: .none
        }
    }

    /// Reviews cases; footage as far as it is granted.
    private static func legalReviewer(_ deed: Deed) -> Reach {
        switch deed {
        case .seeChecks, .seePapers, .seeCases, .commandCases, .search, .seeRecordings, .seeMarkers, .seeClocks: .all
        case .viewFootage: .granted
        default: .none
        }
    }

    /// Finds any check, and opens footage only by a grant.
    private static func reviewer(_ deed: Deed) -> Reach {
        switch deed {
        case .seeChecks, .search, .seeRecordings: .all
        case .viewFootage, .seeMarkers, .markFootage, .seePapers: .granted
        default: .none
        }
    }

    /// Sees everything that is on record, and changes nothing.
    private static func auditor(_ deed: Deed) -> Reach {
        switch deed {
        case .seeApplications, .seeChecks, .seePapers, .seeCases, .search, .seeRecordings, .seeMarkers, .seeIncoming,
            .seeDeliveries, .seeTexts, .seeRoster, .seeEnterprises, .seeClocks, .seeAlerts, .seeAudit, .seeGrants,
            .seeAccounts:
            .all
        case .viewFootage: .granted
        default: .none
        }
    }

    private static func expert(_ deed: Deed) -> Reach {
        switch deed {
        case .seeChecks, .viewFootage, .seeRecordings, .seeMarkers: .own
        default: .none
        }
    }

    /// Runs the machine: no picture, no paper, nobody's particulars.
    private static func systemAdministrator(_ deed: Deed) -> Reach {
        switch deed {
        case .seeStatus, .seeAlerts, .acknowledgeAlerts, .keepCalendar, .seeClocks, .seeDeliveries, .retryDeliveries,
            .seeRecordings:
            .all
        default: .none
        }
    }

    private static func securityAdministrator(_ deed: Deed) -> Reach {
        switch deed {
        case .seeAccounts, .keepAccounts, .seeGrants, .seeAlerts: .all
        default: .none
        }
    }
}
