import Domain
import Foundation

/// Reads a case's command from a browser's form; what cannot be read is said beside its field.
final class CaseReading {
    private let sent: FormFields
    private let language: Contact.Language
    private let clock: ConsoleClock
    private(set) var errors: [String: String] = [:]

    init(_ sent: FormFields, _ language: Contact.Language, _ clock: ConsoleClock) {
        self.sent = sent
        self.language = language
        self.clock = clock
    }

    /// The command; nil when nobody signs for it, or a field is missing or wrong, as `errors` then says.
    func command(_ name: CaseCommand.Name, kind: LegalCase.Kind) -> CaseCommand? {
        let by = sent["by"]
        if by.isEmpty { wrong("by", Phrase("请填写姓名。", "Enter your name.")) }
        if by.count > ConsoleName.longest { wrong("by", Phrase("姓名太长。", "The name is too long.")) }
        var form = CaseForm()
        form.by = by
        switch name {
        case .acknowledge, .askHearing, .deregister: break
        case .notify, .decide: measures(&form, kind)
        case .serve:
            form.proof = chosen("proof")
            form.arrived_at = minute("arrived_at")
        case .statement: form.waive = sent["waive"] == "yes"
        case .setHearing: form.at = minute("at")
        case .holdHearing: form.party_absent = sent["party_absent"] == "yes"
        case .legalReview: form.opinion = chosen("opinion")
        case .execute: form.how = chosen("how")
        case .settleClock: form.clock = chosen("clock")
        case .dismiss:
            let ground: Dismissal.Ground? = chosen("dismissal")
            form.ground = ground?.rawValue
        }
        form.facts = optional("facts")
        form.basis = optional("basis")
        form.note = sent["note"]
        form.text = sent["text"]
        form.reason = sent["reason"]
        form.late_reason = sent["late_reason"]
        form.place = sent["place"]
        form.chair = sent["chair"]
        form.record = sent["record"]
        form.receipt_no = sent["receipt_no"]
        guard errors.isEmpty else { return nil }
        do {
            return try form.command(name, kind: kind)
        } catch {
            let fault = error as? Fault
            wrong(
                fault?.field ?? "by",
                Phrase("此项缺少或者不正确，请检查后重新填写。", fault?.message ?? "\(error)"))
            return nil
        }
    }

    private func measures(_ form: inout CaseForm, _ kind: LegalCase.Kind) {
        switch kind {
        case .revocation:
            form.licence_no = sent["licence_no"]
            form.ground = sent["ground"]
        case .penalty:
            form.warning = sent["warning"] == "yes"
            form.fine_fen = fen("fine")
            form.confiscation_fen = fen("confiscation")
            form.forfeiture = optional("forfeiture")
        }
    }

    /// Yuan as people write them, `30000` or `30,000.50`, in fen.
    private func fen(_ field: String) -> Int64? {
        guard let text = optional(field) else { return nil }
        let plain = text.replacing(",", with: "").replacing("，", with: "")
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let isWhole = { (digits: String) in digits.allSatisfy { $0.isASCII && $0.isNumber } }
        guard (1...2).contains(parts.count), (1...12).contains(parts[0].count), parts.allSatisfy(isWhole),
            parts.count == 1 || (1...2).contains(parts[1].count), let yuan = Int64(parts[0])
        else {
            wrong(field, Phrase("请填写金额，单位为元，例如 30000 或 30000.50。", "Enter a sum in yuan, such as 30000 or 30000.50."))
            return nil
        }
        let cents = parts.count == 2 ? Int64(parts[1].padding(toLength: 2, withPad: "0", startingAt: 0)) ?? 0 : 0
        return yuan * 100 + cents
    }

    private func wrong(_ field: String, _ phrase: Phrase) { errors[field] = phrase[language] }

    private func optional(_ field: String) -> String? { sent[field].isEmpty ? nil : sent[field] }

    private func chosen<T: Choice>(_ field: String) -> T? where T.RawValue == String {
        let value = T(rawValue: sent[field])
        if value == nil { wrong(field, Phrase("请选择。", "Choose one.")) }
        return value
    }

    private func minute(_ field: String) -> String? {
        guard let instant = clock.instant(sent[field]) else {
            wrong(field, Phrase("请按“2026-03-02 09:00”的格式填写。", "Enter it as 2026-03-02 09:00."))
            return nil
        }
        return instant.iso8601
    }
}
