import Domain

/// What the check's JSON columns hold, where a type of the domain does not say it by itself.
extension CheckTable {
    /// `interruption`
    struct Pause: Codable {
        let cause: Interruption.Cause
        let note: String
    }

    /// `file_review`
    struct Reviewers: Codable {
        let inspectors: [String]
        let record: String
    }

    /// `rectification`
    struct Cure: Codable {
        let order: Rectifying.Order
        let service: Service?
        let report: Rectifying.Report?
    }

    /// `escalation`
    struct Escalation: Codable {
        let by: String
        let code: Escalated.Code
        let reason: String
        let onsite: ID<Check>
        let from: Escalated.Origin.Word
    }

    /// `withdrawal`
    struct Withdrawal: Codable {
        let by: String
        let reason: String
    }

    /// `cancellation`
    struct Cancellation: Codable {
        let by: String
        let reason: String
        let replacement: String?
    }
}
