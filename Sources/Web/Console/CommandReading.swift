import Domain
import Foundation

/// A command's form as it was sent, and why it was not carried out.
struct CommandTry: Sendable {
    let name: CheckCommand.Name
    let sent: FormFields
    /// By the field's name.
    var errors: [String: String] = [:]
    var refusal: Refusal?
    /// The check had moved on since the form was drawn.
    var isOutdated = false
}

/// Reads a command from a browser's form; what cannot be read is said beside its field.
final class CommandReading {
    /// Rows for attempts to reach a party.
    static let mostAttempts = 3

    let sent: FormFields
    private let language: Contact.Language
    private let clock: ConsoleClock
    private(set) var errors: [String: String] = [:]

    init(_ sent: FormFields, _ language: Contact.Language, _ clock: ConsoleClock) {
        self.sent = sent
        self.language = language
        self.clock = clock
    }

    /// Whether somebody signs for it.
    func isMeant() -> Bool {
        let by = sent["by"]
        if by.isEmpty { wrong("by", Phrase("请填写姓名。", "Enter your name.")) }
        if by.count > ConsoleName.longest { wrong("by", Phrase("姓名太长。", "The name is too long.")) }
        return errors.isEmpty
    }

    /// The command; nil when a field is missing or wrong, as `errors` then says.
    /// - Parameter people: of the check, each of whom gets an outcome.
    func command(_ name: CheckCommand.Name, people: [ID<Check.Person>] = []) -> CheckCommand? {
        var form = CommandForm()
        form.by = sent["by"]
        form.reason = sent["reason"]
        form.note = sent["note"]
        form.present = sent.all("present")
        form.identified = sent.all("identified").compactMap { ID<Check.Person>($0) }
        form.certificates_shown = sent["certificates_shown"] == "yes"
        form.attestation = sent["attestation"]
        form.clock_override = optional("clock_override")
        form.statement = sent["statement"]
        form.transcript = sent["transcript"]
        form.party_signed = sent["party_signed"] == "yes"
        form.inspectors = sent.all("inspectors")
        form.record = sent["record"]
        form.text = sent["text"]
        form.remaining = sent.all("remaining").compactMap { Int($0) }
        form.replacement = optional("replacement")
        form.inspector = optional("inspector")
        form.verdict = InspectorVerdict.Word(rawValue: sent["verdict"])
        form.due = optional("due")
        form.not_before = minute("not_before")
        form.signers = sent.all("signers")
        let experts = sent.all("experts").compactMap { ID<Expert>($0) }
        form.experts = experts.isEmpty ? nil : experts
        form.clock = ClockName(rawValue: sent["clock"])
        choose(name, &form)
        if name == .fail {
            let failing = Set(sent.all("failing"))
            form.people = people.map { .init(person: $0, outcome: failing.contains($0.description) ? .fail : .pass) }
        }
        guard errors.isEmpty else { return nil }
        do {
            return try form.command(name)
        } catch {
            let fault = error as? Fault
            wrong(
                fault?.field ?? "by",
                Phrase("此项缺少或者不正确，请检查后重新填写。", fault?.message ?? "\(error)"))
            return nil
        }
    }

    /// What only some commands ask for, and insist on.
    private func choose(_ name: CheckCommand.Name, _ form: inout CommandForm) {
        switch name {
        case .begin:
            form.capture = CommandForm.CaptureWord(rawValue: sent["capture"])
            if form.capture == nil { wrong("capture", Phrase("请选择录像方式。", "Choose how the session is recorded.")) }
        case .seal:
            if !["yes", "no"].contains(sent["party_signed"]) {
                wrong("party_signed", Phrase("请选择当事人是否签字。", "Say whether the party signed."))
            }
        case .serve:
            form.proof = Service.Proof(rawValue: sent["proof"])
            if form.proof == nil { wrong("proof", Phrase("请选择送达方式。", "Choose how it was served.")) }
            form.arrived_at = minute("arrived_at")
            if form.arrived_at == nil { wrong("arrived_at", Phrase("请填写送达时间。", "Enter when it arrived.")) }
        case .interrupt:
            form.cause = Interruption.Cause(rawValue: sent["cause"])?.rawValue
            if form.cause == nil { wrong("cause", Phrase("请选择原因。", "Choose the cause.")) }
        case .escalate:
            form.code = Escalated.Code(rawValue: sent["code"])
            if form.code == nil { wrong("code", Phrase("请选择情形。", "Choose the ground.")) }
        case .fileCase:
            form.kind = LegalCase.Kind(rawValue: sent["kind"])
            if form.kind == nil { wrong("kind", Phrase("请选择。", "Choose one.")) }
            form.cause = optional("cause")
            if form.cause == nil { wrong("cause", Phrase("请选择。", "Choose one.")) }
            form.facts = sent["facts"]
            form.basis = sent["basis"]
            form.persons = sent.all("persons").compactMap { ID<Check.Person>($0) }
        case .noShow: form.attempts = attempts()
        case .review, .recordReview: form.findings = findings()
        case .verdict:
            form.findings = findings()
            if form.inspector == nil { wrong("inspector", Phrase("请选择核查人员。", "Say whose verdict it is.")) }
            if form.verdict == nil { wrong("verdict", Phrase("请选择意见。", "Choose the verdict.")) }
        case .askRecusal, .decideRecusal, .replaceInspector, .inviteExpert, .recordExpertFee: people(name, &form)
        default: break
        }
    }

    func wrong(_ field: String, _ phrase: Phrase) { errors[field] = phrase[language] }

    func optional(_ field: String) -> String? { sent[field].isEmpty ? nil : sent[field] }

    /// `2026-03-02T09:00` on the centre's clocks, as an instant; nil where nothing was entered.
    private func minute(_ field: String) -> String? {
        guard let text = optional(field) else { return nil }
        guard let instant = clock.instant(text) else {
            wrong(field, Phrase("请按“2026-03-02 09:00”的格式填写。", "Enter it as 2026-03-02 09:00."))
            return nil
        }
        return instant.iso8601
    }

    private func attempts() -> [CommandForm.AttemptForm] {
        (0..<Self.mostAttempts).compactMap { index in
            guard let how = optional("how_\(index)") else { return nil }
            guard let at = minute("at_\(index)") else {
                if errors["at_\(index)"] == nil { wrong("at_\(index)", Phrase("请填写时间。", "Enter the time.")) }
                return nil
            }
            return CommandForm.AttemptForm(at: at, how: how)
        }
    }

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
