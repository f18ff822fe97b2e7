/// The role in which a person serves an enterprise (任职).
public enum Post: String, Choice {
    case technicalLead = "technical_lead"
    case safetyLead = "safety_lead"
    case technician
    case skilledWorker = "skilled_worker"
    case hvElectrician = "hv_electrician"

    /// Whether the holder may not serve another enterprise at the same time.
    public var isLead: Bool { self == .technicalLead || self == .safetyLead }

    /// The word on documents for the party.
    public var chinese: String {
        switch self {
        case .technicalLead: "技术负责人"
        case .safetyLead: "安全负责人"
        case .technician: "技术人员"
        case .skilledWorker: "技能人员"
        case .hvElectrician: "高压电工"
        }
    }
}
