/// An enterprise as the centre keeps it. Applications keep the name that they were made under.
public struct Enterprise: Hashable, Sendable {
    /// By the credit system's classes (信用等级).
    public enum CreditClass: String, Choice {
        case good, trustworthy, dishonest
        case seriouslyDishonest = "seriously_dishonest"
    }

    public let uscc: USCC
    public let name: String
    public let legalRep: String?
    public let address: String?
    public let region: String?
    public let creditClass: CreditClass?

    /// - Throws: `Fault(.invalid)` naming the field that breaks a rule; an empty text counts as none.
    public init(
        uscc: String, name: String, legalRep: String? = nil, address: String? = nil, region: String? = nil,
        creditClass: CreditClass? = nil
    ) throws {
        func ifAny(_ value: String?, _ field: String) throws -> String? {
            guard let value, !value.allSatisfy(\.isWhitespace) else { return nil }
            return try Application.text(value, field)
        }
        self.uscc = try USCC(uscc, field: "uscc")
        self.name = try Application.text(name, "name")
        self.legalRep = try ifAny(legalRep, "legal_rep")
        self.address = try ifAny(address, "address")
        self.region = try ifAny(region, "region")
        self.creditClass = creditClass
    }
}
