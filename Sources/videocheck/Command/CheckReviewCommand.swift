import ArgumentParser
import Domain
import Foundation

struct CheckReviewCommand: GivenCommand {
    static let name = CheckCommand.Name.review
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Hand in the review's findings (评审).",
        discussion: """
            A finding is RULE:minor:TEXT or RULE:major:TEXT. With a person or footage it is given as JSON, a list of \
            {"rule_id","text","severity","person","recording","from","to"}.
            """)

    @OptionGroup var given: GivenOptions

    @OptionGroup var found: FindingOptions
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] { try found.fields(desk) }
}

/// What was found, in one of three ways.
struct FindingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("LEAD-02:major:what was found; may be repeated.", valueName: "rule:severity:text"),
        transform: { text in try Self.finding(text) })
    var finding: [JSONValue] = []

    @Option(
        help: ArgumentHelp("JSON file with a list of findings; - for standard input.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var findings: String?

    @Flag(help: "Nothing was found.")
    var noFindings = false

    func validate() throws {
        let given = [!finding.isEmpty, findings != nil, noFindings].filter(\.self).count
        guard given == 1 else {
            throw ValidationError("Give --finding, or --findings FILE, or say --no-findings.")
        }
    }

    func fields(_ desk: Desk) throws -> [String: JSONValue] {
        guard let findings else { return ["findings": .array(finding)] }
        let bytes = try InputFile.read(findings, desk.say, bound: 1 << 20)
        guard case .array(let list)? = try? JSONValue(parsing: bytes) else {
            throw Trouble(
                .refused, desk.say("\(findings) holds no JSON list of findings.", "\(findings) 中没有问题列表（JSON）。"))
        }
        return ["findings": .array(list)]
    }

    private static func finding(_ text: String) throws -> JSONValue {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, Finding.Severity(rawValue: parts[1]) != nil, !parts[0].isEmpty, !parts[2].isEmpty
        else {
            throw ValidationError("A finding reads RULE:SEVERITY:TEXT with \(Finding.Severity.allowed).")
        }
        return .object(["rule_id": .string(parts[0]), "severity": .string(parts[1]), "text": .string(parts[2])])
    }
}
