/// An order to check an enterprise that one of the centre's lists or draws names, on an application of its that is on
/// record: its people, its contact and its confirmed ways of service are those of the application.
public struct CheckOrder: Sendable, Equatable {
    public let source: Check.Source
    public let mode: Check.Mode
    /// What put the enterprise there: the complaint's number, the batch of the draw, the doubt. For the centre alone: no
    /// paper to the party repeats it, since it may name who complained.
    public let reason: String

    public init(source: Check.Source, mode: Check.Mode, reason: String) {
        self.source = source
        self.mode = mode
        self.reason = reason
    }
}

/// May a check be ordered now? Pure.
public enum OrderDesk {
    /// What is on record of the application that the order names.
    public struct Standing: Sendable, Equatable {
        public let applicationNo: String
        public let isCommitment: Bool
        /// The number of an open check of this application from the same source.
        public let open: String?

        public init(applicationNo: String, isCommitment: Bool, open: String?) {
            self.applicationNo = applicationNo
            self.isCommitment = isCommitment
            self.open = open
        }
    }

    /// - Returns: nil where nothing stands in the way.
    public static func refusal(of order: CheckOrder, by actor: Actor, _ now: Standing) -> Refusal? {
        guard [.registrar, .head].contains(actor.role) else {
            return Refusal(
                .role, "A \(actor.role.rawValue) orders no checks: a registrar does, or the head.",
                liftedBy: [.registrar, .head])
        }
        guard order.source.isOrdered else {
            return Refusal(
                .source,
                order.source == .recheck
                    ? "A recheck belongs to the check that ordered the rectification: give \"recheck\" there."
                    : "A licence review is opened by the triage of its application.")
        }
        guard order.mode != .onsiteCheck else {
            return Refusal(.mode, "An on-site check continues another one: give \"escalate\" there.", liftedBy: [.head])
        }
        guard !order.reason.isEmpty else {
            return Refusal(
                .reason,
                "An order needs its reason: the complaint, the doubt or the draw that it rests on, as \"reason\".")
        }
        guard order.source != .commitmentFull || now.isCommitment else {
            return Refusal(
                .source,
                "\(now.applicationNo) was not made on a commitment: commitment_full checks those that were.")
        }
        if let open = now.open {
            return Refusal(
                .source,
                "\(open) is open for \(now.applicationNo) from this source already: finish that one, or have the head cancel it.",
                liftedBy: [.head])
        }
        return nil
    }
}

extension Check.Source {
    /// Whether people order checks from it; the others come from a triage, or from an order to rectify.
    public var isOrdered: Bool {
        switch self {
        case .doubleRandom, .listDoubtful, .listComplaint, .listDishonest, .commitmentFull: true
        case .licenceReview, .recheck: false
        }
    }

    public var title: Wording {
        switch self {
        case .licenceReview: Wording(zh: "人员视频核验", en: "Licence review")
        case .doubleRandom: Wording(zh: "双随机、一公开", en: "Double-random supervision")
        case .listDoubtful: Wording(zh: "存疑企业清单", en: "List of doubtful enterprises")
        case .listComplaint: Wording(zh: "被投诉举报企业清单", en: "List of complaints")
        case .listDishonest: Wording(zh: "失信企业清单", en: "List of dishonest enterprises")
        case .commitmentFull: Wording(zh: "告知承诺制全覆盖核查", en: "Full coverage of commitments")
        case .recheck: Wording(zh: "复查", en: "Recheck")
        }
    }
}
