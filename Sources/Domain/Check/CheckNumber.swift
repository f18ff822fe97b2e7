import Foundation

/// Finding check numbers in what people and recorders call their files and folders.
public enum CheckNumber {
    /// Every number that the text names, as it is written here (`C2026-00017`).
    ///
    /// Case, width and the separators between the parts do not matter: `c2026_00017`, `C 2026-00017` and `C202600017` name
    /// the same check. Nothing is completed or corrected: what has too few digits names no check.
    public static func all(in text: String) -> Set<String> {
        let scalars = Array(text.precomposedStringWithCompatibilityMapping.unicodeScalars)
        var found: Set<String> = []
        for start in scalars.indices where scalars[start] == "C" || scalars[start] == "c" {
            // A letter or digit before it makes it the end of another word, as in REC2026.
            if start > 0, isLetterOrDigit(scalars[start - 1]) { continue }
            var at = skipSeparators(scalars, start + 1)
            let year = digits(scalars, &at, atMost: 4)
            guard year.count == 4, year.hasPrefix("20") else { continue }
            at = skipSeparators(scalars, at)
            let count = digits(scalars, &at, atMost: .max)
            if (5...7).contains(count.count) { found.insert("C\(year)-\(count)") }
        }
        return found
    }

    private static func skipSeparators(_ scalars: [Unicode.Scalar], _ start: Int) -> Int {
        var at = start
        while at < scalars.count, at < start + 3, separators.contains(scalars[at]) { at += 1 }
        return at
    }

    private static func digits(_ scalars: [Unicode.Scalar], _ at: inout Int, atMost bound: Int) -> String {
        var text = ""
        while at < scalars.count, text.count < bound, ("0"..."9").contains(scalars[at]) {
            text.unicodeScalars.append(scalars[at])
            at += 1
        }
        return text
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }

    private static let separators: Set<Unicode.Scalar> = [
        "-", "_", " ", ".", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}",
    ]
}
