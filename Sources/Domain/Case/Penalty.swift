import Foundation

/// One kind of administrative penalty (行政处罚). Amounts are whole fen; 100 fen are 1 yuan.
public enum Penalty: Sendable, Equatable, Codable {
    case warning
    case fine(fen: Int64)
    /// Of unlawful gains (没收违法所得).
    case confiscation(fen: Int64)
    /// Of the licence (吊销): a punishment, unlike its revocation (撤销).
    case forfeiture(licenceNo: String)

    /// No lawful amount comes near it, and sums stay far from the integer's end.
    public static let mostFen: Int64 = 100_000_000_000_000

    public enum Kind: String, Choice {
        case warning, fine, confiscation, forfeiture

        /// As the credit platform's list of categories has it.
        public var title: (zh: String, en: String) {
            switch self {
            case .warning: ("警告", "warning")
            case .fine: ("罚款", "fine")
            case .confiscation: ("没收违法所得", "confiscation of unlawful gains")
            case .forfeiture: ("吊销许可证件", "forfeiture of the licence")
            }
        }
    }

    public var kind: Kind {
        switch self {
        case .warning: .warning
        case .fine: .fine
        case .confiscation: .confiscation
        case .forfeiture: .forfeiture
        }
    }

    /// In fen; nil where it is no sum of money.
    public var fen: Int64? {
        switch self {
        case .fine(let fen), .confiscation(let fen): fen
        case .warning, .forfeiture: nil
        }
    }

    /// As papers say it.
    public var words: (zh: String, en: String) {
        switch self {
        case .warning: ("警告", "a warning")
        case .fine(let fen): ("罚款人民币 \(Self.yuan(fen)) 元", "a fine of \(Self.yuan(fen)) yuan")
        case .confiscation(let fen):
            ("没收违法所得人民币 \(Self.yuan(fen)) 元", "confiscation of \(Self.yuan(fen)) yuan of unlawful gains")
        case .forfeiture(let licence): ("吊销许可证（编号 \(licence)）", "forfeiture of licence \(licence)")
        }
    }

    /// Whether it goes beyond what was announced.
    func exceeds(_ announced: Penalty?) -> Bool {
        switch (self, announced) {
        case (.warning, .warning?): false
        case (.fine(let fen), .fine(let most)?), (.confiscation(let fen), .confiscation(let most)?): fen > most
        case (.forfeiture(let licence), .forfeiture(let named)?): licence != named
        default: true
        }
    }

    /// `30,000.00`
    public static func yuan(_ fen: Int64) -> String {
        var whole = String(fen / 100)
        var groups: [String] = []
        while whole.count > 3 {
            groups.insert(String(whole.suffix(3)), at: 0)
            whole = String(whole.dropLast(3))
        }
        let cents = fen % 100
        return ([whole] + groups).joined(separator: ",") + "." + (cents < 10 ? "0" : "") + String(cents)
    }

    /// In 万元 with six decimals, as the credit platform takes amounts: `3.000000`.
    public static func tenThousandYuan(_ fen: Int64) -> String {
        let rest = String(fen % 1_000_000)
        return "\(fen / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
    }
}

/// Undoing of a licence that was granted on false ground (撤销行政许可). Its deregistration (注销) follows.
public struct Revocation: Sendable, Equatable, Codable {
    public let licenceNo: String
    public let ground: String
    public init(licenceNo: String, ground: String) {
        self.licenceNo = licenceNo
        self.ground = ground
    }
}

/// What a case proposes or decides: penalties, each kind once, or one revocation; never both.
public enum Measures: Sendable, Equatable, Codable {
    case penalties([Penalty])
    case revocation(Revocation)

    public var kind: LegalCase.Kind {
        switch self {
        case .penalties: .penalty
        case .revocation: .revocation
        }
    }

    public var penalties: [Penalty] { if case .penalties(let all) = self { all } else { [] } }
    public var revocation: Revocation? { if case .revocation(let one) = self { one } else { nil } }

    /// Sums by kind, in fen.
    public func fen(_ kind: Penalty.Kind) -> Int64 { penalties.first { $0.kind == kind }?.fen ?? 0 }

    /// Whether the party may ask for a hearing (听证): what takes its licence, or money from the threshold on.
    public func entitlesToHearing(from threshold: Int64) -> Bool {
        switch self {
        case .revocation: true
        case .penalties(let all): all.contains { $0.kind == .forfeiture || ($0.fen ?? 0) >= threshold }
        }
    }

    /// Whether something here was not announced, or not so much of it.
    public func exceeds(_ announced: Measures) -> Bool {
        switch (self, announced) {
        case (.penalties(let now), .penalties(let then)):
            now.contains { one in one.exceeds(then.first { $0.kind == one.kind }) }
        case (.revocation(let now), .revocation(let then)): now != then
        default: true
        }
    }

    /// One line for each, as papers say it.
    public var words: [(zh: String, en: String)] {
        switch self {
        case .penalties(let all): all.map(\.words)
        case .revocation(let one):
            [
                (
                    "撤销行政许可（许可证编号 \(one.licenceNo)）：\(one.ground)",
                    "revocation of licence \(one.licenceNo): \(one.ground)"
                )
            ]
        }
    }

    /// What is wrong with it in itself; nil: nothing.
    func flaw(for kind: LegalCase.Kind) -> Refusal? {
        guard self.kind == kind else {
            return Refusal(
                .caseKind,
                "This is a case of \(kind.rawValue): it imposes no \(self.kind.rawValue). A \(self.kind.rawValue) takes a case of its own."
            )
        }
        switch self {
        case .revocation(let one):
            guard !one.licenceNo.isEmpty, !one.ground.isEmpty else {
                return Refusal(.measures, "A revocation needs \"licence_no\" and its \"ground\".")
            }
        case .penalties(let all):
            guard !all.isEmpty else {
                return Refusal(
                    .measures,
                    "Name at least one penalty: \"warning\", \"fine_fen\", \"confiscation_fen\" or \"forfeiture\". To impose none, dismiss the case."
                )
            }
            guard Set(all.map(\.kind)).count == all.count else {
                return Refusal(.measures, "Each kind of penalty is imposed once: name none twice.")
            }
            for one in all {
                if let fen = one.fen, !(1...Penalty.mostFen).contains(fen) {
                    return Refusal(
                        .measures, "\"\(one.kind.rawValue)_fen\" is a sum in whole fen, from 1 to \(Penalty.mostFen).")
                }
                if case .forfeiture(let licence) = one, licence.isEmpty {
                    return Refusal(.measures, "A forfeiture names the licence: send its number as \"forfeiture\".")
                }
            }
        }
        return nil
    }
}
