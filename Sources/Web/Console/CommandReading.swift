import Domain
import Foundation

/// A command's form as it was sent, and why it was not carried out.
struct CommandTry: Sendable {
    let name: CheckCommand.Name
    let sent: FormFields
    /// By the field's name.
    var errors: [String: String] = [:]
    var refusal: Refusal?
}

/// Reads a command from a browser's form; what cannot be read is said beside its field.
final class CommandReading {
    private let sent: FormFields
    private let language: Contact.Language
    private(set) var errors: [String: String] = [:]

    init(_ sent: FormFields, _ language: Contact.Language) {
        self.sent = sent
        self.language = language
    }

    /// Whether somebody signs for it.
    func isMeant(for name: CheckCommand.Name) -> Bool {
        let by = sent["by"]
        if by.isEmpty { wrong("by", Phrase("请填写姓名。", "Enter your name.")) }
        if by.count > ConsoleName.longest { wrong("by", Phrase("姓名太长。", "The name is too long.")) }
        return errors.isEmpty
    }

    /// The command; nil when a field is missing or wrong, as `errors` then says.
    func command(_ name: CheckCommand.Name) -> CheckCommand? {
        let findings = name == .review ? self.findings() : nil
        if name == .begin, CommandForm.CaptureWord(rawValue: sent["capture"]) == nil {
            wrong("capture", Phrase("请选择录像方式。", "Choose how the session is recorded."))
        }
        if name == .seal, !["yes", "no"].contains(sent["party_signed"]) {
            wrong("party_signed", Phrase("请选择当事人是否签字。", "Say whether the party signed."))
        }
        guard errors.isEmpty else { return nil }
        let form = CommandForm(
            by: sent["by"], role: nil, present: sent.all("present"),
            identified: sent.all("identified").compactMap { ID<Check.Person>($0) },
            certificates_shown: sent["certificates_shown"] == "yes",
            capture: CommandForm.CaptureWord(rawValue: sent["capture"]), attestation: sent["attestation"],
            clock_override: sent["clock_override"].isEmpty ? nil : sent["clock_override"],
            transcript: sent["transcript"], party_signed: sent["party_signed"] == "yes", reason: sent["reason"],
            findings: findings)
        do {
            return try form.command(name)
        } catch {
            errors["by"] = "\((error as? Fault)?.message ?? "\(error)")"
            return nil
        }
    }

    private func wrong(_ field: String, _ phrase: Phrase) { errors[field] = phrase[language] }

    private func findings() -> [CommandForm.FindingForm] {
        (0..<FindingRows.count(sent)).compactMap { index in finding(index) }
    }

    private func finding(_ index: Int) -> CommandForm.FindingForm? {
        func name(_ part: String) -> String { "\(part)_\(index)" }
        let parts = FindingRows.parts.map { sent[name($0)] }
        guard parts.contains(where: { !$0.isEmpty }) else { return nil }
        for part in ["rule_id", "text"] where sent[name(part)].isEmpty {
            wrong(name(part), Phrase("请填写。", "Fill this in."))
        }
        let severity = Finding.Severity(rawValue: sent[name("severity")])
        if severity == nil { wrong(name("severity"), Phrase("请选择。", "Choose one.")) }
        let recording = ID<Recording>(sent[name("recording")])
        let (from, to) = (seconds(name("from")), seconds(name("to")))
        if recording != nil, from == nil || to == nil || (to ?? 0) < (from ?? 0) {
            wrong(
                name("from"),
                Phrase("请填写片段的起止时间，例如 1:30 和 2:10。", "Give the passage's beginning and end, such as 1:30 and 2:10."))
        }
        return CommandForm.FindingForm(
            rule_id: sent[name("rule_id")], text: sent[name("text")], severity: severity ?? .minor,
            person: ID<Check.Person>(sent[name("person")]), recording: recording, from: from, to: to)
    }

    /// `90`, `1:30` or `0:01:30` as seconds.
    private func seconds(_ field: String) -> Double? {
        let parts = sent[field].replacing("：", with: ":").split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { return nil }
        var total = 0.0
        for part in parts {
            guard let value = Double(part), value.isFinite, value >= 0 else { return nil }
            total = total * 60 + value
        }
        return total
    }
}

/// The rows of findings in the review's form: two to begin with, one more at a time.
enum FindingRows {
    static let parts = ["rule_id", "text", "severity", "person", "recording", "from", "to"]
    static let most = 40

    static func count(_ sent: FormFields) -> Int {
        min(max(Int(sent["rows"]) ?? 2, 1) + (sent["more"].isEmpty ? 0 : 1), most)
    }
}
