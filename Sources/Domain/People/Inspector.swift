/// Someone who may conduct checks, known to the public by the number of an enforcement certificate (执法证).
public struct Inspector: Hashable, Sendable, Codable {
    public let id: String
    public let name: String
    public let certificateNo: String
    /// The last day on which the enforcement certificate is valid; nil when it does not expire.
    public let certificateExpires: Day?
    /// False for one who no longer takes checks; never deleted, since past records name them.
    public let active: Bool
    /// Qualifications, leave, conflicts of interest: the roster's own, no part of the inspector's JSON.
    public var terms = InspectorTerms()

    public init(
        id: String, name: String, certificateNo: String, certificateExpires: Day? = nil, active: Bool = true,
        terms: InspectorTerms = InspectorTerms()
    ) {
        self.id = id
        self.name = name
        self.certificateNo = certificateNo
        self.certificateExpires = certificateExpires
        self.active = active
        self.terms = terms
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, active
        case certificateNo = "certificate_no"
        case certificateExpires = "certificate_expires"
    }
}
