import Foundation

/// The documents a person may be known by.
public enum IDType: String, Choice {
    case residentID = "resident_id"
    case hkMacaoPermit = "hk_macao_permit"
    case taiwanPermit = "taiwan_permit"
    case foreignPassport = "foreign_passport"
    case foreignPermanentResident = "foreign_permanent_resident"
}

/// The number of an identity document, as given. Sensitive: printed only masked.
///
/// Stored as given, so that a record can be read back whatever today's rules say; `validated` is the gate for
/// what comes in from outside.
public struct IDNumber: Hashable, Sendable, Codable {
    public let type: IDType
    public let number: String

    public init(type: IDType, number: String) {
        self.type = type
        self.number = number
    }

    /// Trimmed, upper case, and sound for its type: a resident ID by its check character, any other document by
    /// 5 to 30 letters and digits. Throws `Fault(.invalid)` that does not quote the number.
    public func validated(field: String? = nil) throws(Fault) -> IDNumber {
        switch type {
        case .residentID:
            return IDNumber(type: type, number: try ResidentID(number, field: field).text)
        case .hkMacaoPermit, .taiwanPermit, .foreignPassport, .foreignPermanentResident:
            let text = number.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
            guard (5...30).contains(text.count) else {
                throw Fault(
                    .invalid,
                    "The number of a \(type.rawValue) has 5 to 30 characters; this one has \(text.count).",
                    field: field)
            }
            for (index, character) in text.enumerated()
            where !(character.isASCII && (character.isLetter || character.isNumber)) {
                throw Fault(
                    .invalid,
                    "Character \(index + 1) of the \(type.rawValue) number is not a letter A–Z or a digit.",
                    field: field)
            }
            return IDNumber(type: type, number: text)
        }
    }

    /// `440***********0014`; a number shorter than fifteen characters keeps its first and its last two.
    public var masked: String { Masked.text(number) }
}

extension IDNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(type.rawValue) \(masked)" }
    public var debugDescription: String { description }
    /// Hides the number from `dump` and from what prints an enclosing value by reflection.
    public var customMirror: Mirror { Mirror(self, children: ["type": type.rawValue, "masked": masked]) }
}
