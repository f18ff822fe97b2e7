/// A certificate that a person holds. Its number is sensitive: printed only masked.
public struct Certificate: Hashable, Sendable, Codable {
    public enum Kind: String, Choice {
        /// 职称
        case title
        /// 特种作业操作证
        case specialOperation = "special_operation"
    }

    public let type: Kind
    public let number: String
    public let issuer: String?
    /// The last day on which it is valid.
    public let validTo: Day?
    public let nextReview: Day?

    public init(
        type: Kind, number: String, issuer: String? = nil, validTo: Day? = nil, nextReview: Day? = nil
    ) {
        self.type = type
        self.number = number
        self.issuer = issuer
        self.validTo = validTo
        self.nextReview = nextReview
    }

    public var maskedNumber: String { Masked.text(number) }

    private enum CodingKeys: String, CodingKey {
        case type, number, issuer
        case validTo = "valid_to"
        case nextReview = "next_review"
    }
}

extension Certificate: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(type.rawValue) \(maskedNumber)" }
    public var debugDescription: String { description }
    /// Hides the number from `dump` and from what prints an enclosing value by reflection.
    public var customMirror: Mirror {
        Mirror(self, children: ["type": type.rawValue, "masked": maskedNumber])
    }
}
