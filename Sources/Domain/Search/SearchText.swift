import Foundation

/// Text as the full-text index holds it, and questions to it, so that a question finds exactly what holds it as a part.
///
/// No dictionary cuts Chinese into words rightly, least of all names, so there are none: a run of Chinese becomes its
/// overlapping pairs (bigrams) and a run of letters or digits its overlapping threes, each run with its shorter ends; what
/// stands between them stands for itself. A part of the text is then a phrase of such pieces, and a single character the
/// beginning of one. Width, case and composed forms do not count (Unicode's compatibility composition).
public enum SearchText {
    private enum Class: Equatable {
        case han, word, mark

        /// How many characters a piece has.
        var length: Int {
            switch self {
            case .han: 2
            case .word: 3
            case .mark: 1
            }
        }
    }

    private struct Run {
        let kind: Class
        var characters: [Unicode.Scalar]
    }

    /// At most so many characters of a text are indexed, and of a question asked.
    public static let most = 4000
    public static let mostAsked = 100

    /// The pieces of a text, separated by blanks, for an index that knows only blanks.
    public static func pieces(_ text: String) -> String {
        folded(text, most).split(whereSeparator: \.properties.isWhitespace).map { part in
            runs(Array(part)).flatMap { pieces($0, closed: true) }.joined(separator: " ")
        }.joined(separator: " \(fence) ")
    }

    /// What a question asks of the index (FTS5's syntax): every part between blanks must occur. Nil when it asks nothing.
    public static func question(_ text: String) -> String? {
        let parts = folded(text, mostAsked).split(whereSeparator: \.properties.isWhitespace)
        let phrases = parts.compactMap { part -> String? in
            let runs = runs(Array(part))
            guard let last = runs.last else { return nil }
            var pieces = runs.dropLast().flatMap { Self.pieces($0, closed: true) }
            // The part may end within a run of the text, so its shorter ends are not asked for.
            pieces += Self.pieces(last, closed: false)
            return "\"\(pieces.joined(separator: " "))\"" + (last.characters.count < last.kind.length ? " *" : "")
        }
        return phrases.isEmpty ? nil : phrases.joined(separator: " AND ")
    }

    /// Whether the text holds every part of the question: what the index answers, by plain reading.
    public static func contains(_ text: String, _ question: String) -> Bool {
        let folded = String(String.UnicodeScalarView(folded(text, most)))
        let parts = self.folded(question, mostAsked).split(whereSeparator: \.properties.isWhitespace)
        return !parts.isEmpty && parts.allSatisfy { folded.contains(String(String.UnicodeScalarView($0))) }
    }

    /// In place of blanks: no phrase reaches over it.
    private static let fence = "20"

    private static func folded(_ text: String, _ most: Int) -> [Unicode.Scalar] {
        Array(text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars.prefix(most))
    }

    private static func runs(_ scalars: [Unicode.Scalar]) -> [Run] {
        scalars.reduce(into: []) { runs, scalar in
            let kind = kind(scalar)
            if kind != .mark, runs.last?.kind == kind {
                runs[runs.count - 1].characters.append(scalar)
            } else {
                runs.append(Run(kind: kind, characters: [scalar]))
            }
        }
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Class {
        if scalar.properties.isIdeographic || (0x3040...0x30FF).contains(scalar.value) { return .han }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? .word : .mark
    }

    private static func pieces(_ run: Run, closed: Bool) -> [String] {
        let (count, length) = (run.characters.count, run.kind.length)
        let starts = closed || count < length ? 0..<(closed ? count : 1) : 0..<(count - length + 1)
        return starts.map { code(run.characters[$0..<min($0 + length, count)]) }
    }

    /// Hexadecimal of its UTF-8: letters and digits to any tokenizer, and the beginning of a piece is its beginning here.
    private static func code(_ piece: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        for scalar in piece {
            for byte in String(scalar).utf8 {
                text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        }
        return text
    }
}
