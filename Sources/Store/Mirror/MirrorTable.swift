/// One table of the database as the mirror sees it: to which sheet a row belongs, and which rows a sheet holds.
///
/// A *sheet* is what changes together and is read together: a check with all that hangs on it, an application with its
/// people, 256 entries of the audit log. Its name is `<kind>/<key>`. What can be made from other rows (the index of the
/// full text, the tree over the audit log, counts) is not mirrored.
struct MirrorTable: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        // In the order in which a rebuild must meet them, and the mirror writes them: what is pointed at comes first.
        case audit, centre, access, enterprise, application, check, incoming, alert
        case alertMail = "alert-mail"
    }

    let name: String
    /// The name of the sheet that a row is on, as an SQL expression over the row's alias.
    let sheet: @Sendable (_ row: String) -> String
    /// For each kind of sheet that holds rows of it: which, over the sheet's key `?1`.
    let rows: [Kind: String]

    /// Entries of the audit log on one sheet.
    static let auditEntries = 256

    /// Made from other rows, or about the mirror itself.
    static let derived: Set<String> = ["audit_node", "check_count", "search", "mirror_due", "account_session"]

    /// Rows that point at a check through these columns.
    private static func ofCheck(_ name: String, _ column: String = "check_id") -> MirrorTable {
        MirrorTable(name: name, sheet: { "'check/' || \($0).\(column)" }, rows: [.check: "\(column) = ?1"])
    }

    /// Rows that point at a check through a row of another table.
    private static func through(_ parent: String, _ name: String, _ column: String) -> MirrorTable {
        MirrorTable(
            name: name,
            sheet: { "'check/' || (SELECT check_id FROM \(parent) WHERE id = \($0).\(column))" },
            rows: [.check: "\(column) IN (SELECT id FROM \(parent) WHERE check_id = ?1)"])
    }

    private static func whole(_ name: String) -> MirrorTable {
        MirrorTable(name: name, sheet: { _ in "'centre/all'" }, rows: [.centre: "?1 = 'all'"])
    }

    /// A sheet for each row.
    private static func single(_ name: String, _ kind: Kind, _ column: String = "id") -> MirrorTable {
        MirrorTable(
            name: name, sheet: { "'\(kind.rawValue)/' || \($0).\(column)" }, rows: [kind: "\(column) = ?1"])
    }

    static let all: [MirrorTable] = [
        MirrorTable(
            name: "audit_leaf", sheet: { "'audit/' || (\($0).idx / \(auditEntries))" },
            rows: [.audit: "idx >= ?1 * \(auditEntries) AND idx < (?1 + 1) * \(auditEntries)"]),
        whole("fact"), whole("counter"), whole("inspector"), whole("inspector_proof"), whole("station"),
        whole("seed_chain"), whole("calendar_year"), whole("text_report"),
        whole("account"), whole("recovery_code"), whole("invitation"),
        MirrorTable(
            name: "access_event", sheet: { "'access/' || (\($0).seq / \(auditEntries))" },
            rows: [.access: "seq >= ?1 * \(auditEntries) AND seq < (?1 + 1) * \(auditEntries)"]),
        single("enterprise", .enterprise, "uscc"),
        single("application", .application),
        MirrorTable(
            name: "person", sheet: { "'application/' || \($0).application_id" },
            rows: [.application: "application_id = ?1"]),
        MirrorTable(
            name: "certificate",
            sheet: { "'application/' || (SELECT application_id FROM person WHERE id = \($0).person_id)" },
            rows: [.application: "person_id IN (SELECT id FROM person WHERE application_id = ?1)"]),
        ofCheck("check", "id"), ofCheck("check_inspector"), ofCheck("booking"), ofCheck("draw"), ofCheck("event"),
        ofCheck("document"), through("document", "scan", "document_id"), ofCheck("recusal"), ofCheck("replacement"),
        ofCheck("expert"), through("expert", "expert_fee", "expert_id"), ofCheck("reminder"), ofCheck("party_link"),
        ofCheck("sent_document"), ofCheck("legal_case"), through("legal_case", "case_event", "case_id"),
        through("legal_case", "case_document", "case_id"), ofCheck("delivery"), ofCheck("recording"),
        ofCheck("finding"), ofCheck("checklist"), ofCheck("checklist_item"), ofCheck("marker"), ofCheck("verdict"),
        ofCheck("idempotency"), ofCheck("search_entry"), clock,
        single("incoming", .incoming), single("alert", .alert), single("alert_mail", .alertMail),
    ]

    /// A clock runs for an application, for a check, or for a check's case.
    private static let clock = MirrorTable(
        name: "clock",
        sheet: { row in
            """
            CASE substr(\(row).subject, 1, 4) WHEN 'app_' THEN 'application/' || \(row).subject
                WHEN 'chk_' THEN 'check/' || \(row).subject
                ELSE 'check/' || (SELECT check_id FROM legal_case WHERE id = \(row).subject) END
            """
        },
        rows: [
            .application: "subject = ?1",
            .check: "(subject = ?1 OR subject IN (SELECT id FROM legal_case WHERE check_id = ?1))",
        ])
}
