import Foundation

/// A resident identity number (GB 11643): six digits of region, a date of birth, three of sequence, a check
/// character. Regions come and go, so the region is never a reason to refuse one.
///
/// Sensitive: printing it in any way gives the masked form, and no fault quotes it. `text` is the number.
public struct ResidentID: Hashable, Sendable {
    private static let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    private static let checks = Array("10X98765432")

    /// 17 digits and a digit or capital X.
    public let text: String

    /// Throws `Fault(.invalid)` that says what is wrong without quoting any of the number.
    public init(_ input: String, field: String? = nil) throws(Fault) {
        let text = input.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
        let characters = Array(text)
        guard characters.count == 18 else {
            throw Fault(
                .invalid, "A resident ID number has 18 characters; this one has \(characters.count).",
                field: field)
        }
        var digits: [Int] = []
        for (index, character) in characters.prefix(17).enumerated() {
            guard character.isASCII, let digit = character.wholeNumberValue else {
                throw Fault(
                    .invalid, "Character \(index + 1) of the resident ID number is not a digit.", field: field
                )
            }
            digits.append(digit)
        }
        guard Self.checks.contains(characters[17]) else {
            throw Fault(
                .invalid, "Character 18 of the resident ID number is neither a digit nor X.", field: field)
        }
        let born = digits[6...13].reduce(0) { $0 * 10 + $1 }
        guard Day.exists(year: born / 10_000, month: born / 100 % 100, day: born % 100) else {
            throw Fault(
                .invalid, "Characters 7 to 14 of the resident ID number are not a date that exists.",
                field: field)
        }
        let sum = zip(digits, Self.weights).reduce(0) { $0 + $1.0 * $1.1 }
        guard characters[17] == Self.checks[sum % 11] else {
            throw Fault(
                .invalid,
                "The check character of the resident ID number does not fit: one of its 18 characters is "
                    + "mistyped.",
                field: field)
        }
        self.text = text
    }

    /// The first three and the last four: `440***********0014`.
    public var masked: String { Masked.text(text) }
}

extension ResidentID: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { masked }
    public var debugDescription: String { masked }
    /// Hides the number from `dump` and from what prints an enclosing value by reflection.
    public var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }
}

/// How sensitive numbers are shown.
enum Masked {
    /// From fifteen characters up the first three and the last four stay, as is usual for a resident ID; shorter
    /// numbers keep one and two, for else little would be hidden.
    static func text(_ text: String) -> String {
        let (head, tail) = text.count >= 15 ? (3, 4) : (1, 2)
        guard text.count > head + tail else { return String(repeating: "*", count: text.count) }
        return text.prefix(head) + String(repeating: "*", count: text.count - head - tail)
            + text.suffix(tail)
    }
}
