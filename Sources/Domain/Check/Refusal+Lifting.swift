extension Refusal.Guard {
    /// Who could do what it takes for the same command to go through, the usual one first; empty where nobody can, and
    /// time, another command or the caller's own words must.
    public var liftedBy: [Actor.Role] {
        switch self {
        case .wrongState, .role, .tooEarly, .reason, .document, .extended, .term, .reminded, .source, .revoked: []
        case .mode, .moves, .attempts, .wish, .tooLate, .people, .dueDate, .replacement, .recusal, .triage: [.head]
        case .slot, .unfit, .expert: [.head, .registrar]
        case .twoInspectors, .draw, .noticeLead, .receipt: [.registrar]
        case .service: [.party, .registrar]
        case .report: [.party, .registrar]
        case .presence, .identification, .certificates, .recorder, .clock, .transcript, .signature, .contact,
            .verdict, .checklist:
            [.inspector]
        case .footage: [.inspector, .registrar]
        case .findings: [.inspector, .head]
        case .caseKind: []
        case .openCase, .measures, .checkDecision: [.bureauHead, .head]
        case .hearing: [.head, .party]
        case .legalReview, .impartiality: [.legalReviewer]
        case .execution: [.registrar, .bureauHead]
        }
    }
}
