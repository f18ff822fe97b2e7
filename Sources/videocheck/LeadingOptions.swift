/// `videocheck --json check list` means `videocheck check list --json`: the parser wants options behind the command
/// that declares them, people do not.
enum LeadingOptions {
    private static let flags: Set = ["--json", "--quiet", "-q"]
    private static let valued: Set = ["--server", "--token-file", "--ca-file", "--lang"]

    static func moved(_ arguments: [String]) -> [String] {
        var leading: [String] = []
        var rest = arguments[...]
        while let first = rest.first {
            if flags.contains(first) || valued.contains(where: { first.hasPrefix($0 + "=") }) {
                leading.append(rest.removeFirst())
            } else if valued.contains(first), rest.count > 1 {
                leading += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else {
                break
            }
        }
        // Nothing but options: the parser's own words are better than silence.
        guard let word = rest.first, !word.hasPrefix("-") else { return arguments }
        // Before a "--", behind which everything is an argument.
        let end = rest.firstIndex(of: "--") ?? rest.endIndex
        return Array(rest[..<end]) + leading + Array(rest[end...])
    }
}
