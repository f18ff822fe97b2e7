import Foundation

/// `check_result/1`: what the licensing backend is told of a decided check. It never holds an ID number or a face.
public struct ResultMessage: Sendable, Equatable, Codable {
    public let schema: String
    public let messageID: ID<Message>
    public let idempotencyKey: String
    /// The result that this one replaces, or nil.
    public let supersedes: String?
    public let occurredAt: Date
    public let enterprise: Enterprise
    public let licenceNo: String?
    public let applicationNo: String?
    public let check: Checked
    public let evidence: Evidence
    /// What is to be cured, by when; nil unless the outcome is `rectify`.
    public let rectification: Rectification?
    /// Which licence was revoked, by which decision; nil unless the outcome is `revoke`.
    public let revocation: Revocation?
    /// Why a result was taken back; nil unless the outcome is `withdrawn`.
    public let withdrawalReason: String?

    public struct Rectification: Sendable, Equatable, Codable {
        public let docNo: String
        /// YYYY-MM-DD
        public let due: String

        enum CodingKeys: String, CodingKey {
            case docNo = "doc_no"
            case due
        }
    }

    public struct Revocation: Sendable, Equatable, Codable {
        public let docNo: String
        public let licenceNo: String
        public let ground: String

        enum CodingKeys: String, CodingKey {
            case docNo = "doc_no"
            case licenceNo = "licence_no"
            case ground
        }
    }

    public struct Enterprise: Sendable, Equatable, Codable {
        public let uscc: String
        public let name: String
    }

    public struct Checked: Sendable, Equatable, Codable {
        public let checkID: String
        public let source: Check.Source
        public let mode: String
        public let inspectorCertNos: [String]
        public let outcome: Outcome
        public let findings: [Found]

        enum CodingKeys: String, CodingKey {
            case checkID = "check_id"
            case source, mode
            case inspectorCertNos = "inspector_cert_nos"
            case outcome, findings
        }
    }

    /// A finding without the person: the backend gets the rule and the words.
    public struct Found: Sendable, Equatable, Codable {
        public let ruleID: String
        public let text: String
        public let severity: Finding.Severity

        enum CodingKeys: String, CodingKey {
            case ruleID = "rule_id"
            case text, severity
        }
    }

    public struct Evidence: Sendable, Equatable, Codable {
        /// Of the sealed footage; nil where no session was sealed.
        public let manifestSHA256: String?
        public let recordingIDs: [ID<Recording>]

        enum CodingKeys: String, CodingKey {
            case manifestSHA256 = "manifest_sha256"
            case recordingIDs = "recording_ids"
        }
    }

    enum CodingKeys: String, CodingKey {
        case schema
        case messageID = "message_id"
        case idempotencyKey = "idempotency_key"
        case supersedes
        case occurredAt = "occurred_at"
        case enterprise
        case licenceNo = "licence_no"
        case applicationNo = "application_no"
        case check, evidence, rectification, revocation
        case withdrawalReason = "withdrawal_reason"
    }

    /// - Parameter findings: what the outcome rests on; none where it rests on none.
    public init(
        check: Check, findings: [Finding], outcome: Outcome, at: Date, reservation: Facts.ResultReservation,
        footage: [Facts.Footage], manifest: Facts.FiledManifest? = nil, rectification: Rectification? = nil,
        revocation: Revocation? = nil, reason: String? = nil
    ) {
        schema = "check_result/1"
        messageID = reservation.message
        idempotencyKey = "check:\(check.checkNo):r\(reservation.posted + 1)"
        supersedes = reservation.posted == 0 ? nil : "r\(reservation.posted)"
        occurredAt = at
        enterprise = Enterprise(uscc: check.uscc, name: check.enterpriseName)
        licenceNo = revocation?.licenceNo
        applicationNo = check.applicationNo
        self.check = Checked(
            checkID: check.checkNo, source: check.source, mode: Self.mode(check.mode),
            inspectorCertNos: reservation.inspectorCertificateNos, outcome: outcome,
            findings: findings.map { Found(ruleID: $0.ruleID, text: $0.text, severity: $0.severity) })
        evidence = Evidence(
            manifestSHA256: check.state.sealing.map { manifest?.sha256 ?? $0.manifestSHA256 },
            recordingIDs: manifest?.manifest.recordings.map(\.recording) ?? footage.map(\.id))
        self.rectification = rectification
        self.revocation = revocation
        withdrawalReason = reason
    }

    private static func mode(_ mode: Check.Mode) -> String {
        switch mode {
        case .videoCheck: "offsite_video"
        case .deskCheck: "desk"
        case .onsiteCheck: "onsite"
        }
    }
}
