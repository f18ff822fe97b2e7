/// A telephone number that can receive text messages, whichever way a person wrote it.
///
/// Mainland China's mobile numbers have 11 digits from 13 to 19 and are taken with or without +86; a number of any
/// other country needs its `+` (or `00`) and country code, 8 to 15 digits in all (ITU-T E.164). Landlines are refused.
public struct PhoneNumber: Hashable, Sendable {
    /// Digits with the country code, without a plus: `8613800000000`.
    public let digits: String

    /// - Parameter text: spaces, hyphens, brackets, dots and full-width digits do not matter.
    /// - Throws: `Fault(.invalid)` naming `field`; it never quotes the number.
    public init(_ text: String, field: String? = nil) throws(Fault) {
        guard let plain = Self.plain(text), let digits = Self.international(plain) else {
            throw Fault(
                .invalid,
                "This number cannot receive text messages: give a mobile number of 11 digits, "
                    + "or + with the country code and the number.",
                field: field)
        }
        self.digits = digits
    }

    /// `+8613800000000`
    public var e164: String { "+" + digits }

    /// As people at home dial it: 11 digits in mainland China, `+…` elsewhere.
    public var local: String { isMainland ? String(digits.dropFirst(2)) : e164 }

    /// `138****0000`: enough to recognise, not to call.
    public var masked: String {
        let local = local
        return "\(local.prefix(isMainland ? 3 : 4))****\(local.suffix(isMainland ? 4 : 2))"
    }

    public var isMainland: Bool { digits.hasPrefix("86") }

    /// ASCII digits with an optional leading plus; nil when there is anything that no one writes in a number.
    private static func plain(_ text: String) -> String? {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": plain.unicodeScalars.append(scalar)
            case "\u{FF10}"..."\u{FF19}":
                guard let digit = Unicode.Scalar(scalar.value - 0xFF10 + 0x30) else { return nil }
                plain.unicodeScalars.append(digit)
            case "+", "\u{FF0B}":
                guard plain.isEmpty else { return nil }
                plain = "+"
            case " ", "\u{A0}", "\u{3000}", "-", "\u{2010}"..."\u{2015}", "\u{2212}", "\u{FF0D}", "(", ")", "\u{FF08}",
                "\u{FF09}", ".":
                continue
            default: return nil
            }
        }
        return plain
    }

    private static func international(_ plain: String) -> String? {
        if plain.hasPrefix("+") { return checked(plain.dropFirst()) }
        if plain.hasPrefix("00") { return checked(plain.dropFirst(2)) }
        if isMobile(plain[...]) { return "86" + plain }
        // Written with the country code and without its plus.
        return plain.hasPrefix("86") && isMobile(plain.dropFirst(2)) ? plain : nil
    }

    private static func checked(_ digits: Substring) -> String? {
        guard (8...15).contains(digits.utf8.count), digits.first != "0",
            !digits.hasPrefix("86") || isMobile(digits.dropFirst(2))
        else { return nil }
        return String(digits)
    }

    /// Eleven digits, 13 to 19 first.
    private static func isMobile(_ digits: Substring) -> Bool {
        guard digits.utf8.count == 11, digits.first == "1", let second = digits.dropFirst().first else { return false }
        return ("3"..."9").contains(second)
    }
}
