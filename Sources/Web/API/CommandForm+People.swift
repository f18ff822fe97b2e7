import Domain

extension CommandForm {
    /// Commands that say who inspects.
    func peopleCommand(_ name: CheckCommand.Name) throws -> CheckCommand {
        switch name {
        case .decideRecusal:
            return .decideRecusal(
                DecideRecusal(
                    inspector: try named(), granted: try need(granted, "granted", "true or false"),
                    reason: words(reason)))
        case .replaceInspector:
            let word = try need(cause, "cause", Replacement.Cause.allowed)
            return .replaceInspector(
                ReplaceInspector(
                    inspector: try named(), cause: try Replacement.Cause(word: word, field: "cause"),
                    reason: words(reason)))
        case .inviteExpert:
            return .inviteExpert(
                InviteExpert(
                    name: try plain(self.name, "name"), field: try plain(field, "field"),
                    organisation: try organisation.flatMap { words($0).isEmpty ? nil : try plain($0, "organisation") },
                    reason: words(reason)))
        case .recordExpertFee:
            return .recordExpertFee(
                RecordExpertFee(
                    expert: try need(expert, "expert", "the id of an expert who was invited"),
                    hours: try need(hours, "hours", "hours worked"),
                    amountFen: try need(amount_fen, "amount_fen", "the amount in fen"), note: words(note)))
        default: return .askRecusal(AskRecusal(inspector: try named(), reason: words(reason)))
        }
    }

    var oneTimeCodes: [String: OneTimeCode] { (codes ?? [:]).mapValues { OneTimeCode($0) } }

    private func named() throws -> String {
        try need(inspector, "inspector", "the id of one of the check's inspectors")
    }

    /// A line that papers print; empty where the procedure is to say what is missing.
    private func plain(_ text: String?, _ field: String) throws -> String {
        words(text).isEmpty ? "" : try Application.text(words(text), field)
    }
}
