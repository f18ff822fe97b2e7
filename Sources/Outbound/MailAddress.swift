import Domain

/// A bare address, `local@domain`, that is safe in a header and in an SMTP command.
///
/// Narrower than RFC 5321: no quoted local parts, ASCII only (a domain in other scripts in its `xn--` form).
struct MailAddress: Sendable, Equatable {
    let text: String
    let domain: String

    init(_ text: String, field: String) throws(Fault) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254 else {
            throw Fault(.invalid, "A mail address is local@domain, at most 254 bytes.", field: field)
        }
        guard Self.isDotted(parts[0], "!#$%&'*+-/=?^_`{|}~"), parts[0].utf8.count <= 64 else {
            throw Fault(
                .invalid,
                "Before the @ stand letters, digits and punctuation; no spaces, quotes or line ends.",
                field: field)
        }
        guard Self.isDotted(parts[1], "-") else {
            throw Fault(
                .invalid,
                "After the @ stands a domain of letters, digits, hyphens and dots (xn--… for others).",
                field: field)
        }
        self.text = text
        self.domain = String(parts[1])
    }

    /// Non-empty atoms, joined by single dots.
    static func isDotted(_ text: Substring, _ punctuation: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.unicodeScalars.allSatisfy { scalar in
                    scalar.isASCII
                        && (scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
                            || punctuation.unicodeScalars.contains(scalar))
                }
        }
    }
}
