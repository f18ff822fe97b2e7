import Foundation

/// The checklist: frozen when the session begins, answered before it ends.
extension Desk {
    struct Unfrozen: Error {
        let refusal: Refusal
    }

    /// What the session has to answer; nil where no checklist applies.
    /// - Parameter body: of the event, which names the list and every item of it.
    func checklist(_ body: inout [String: JSONValue]) -> Result<ChecklistSheet?, Unfrozen> {
        guard let checklist = facts.checklist else { return .success(nil) }
        guard let seed = facts.seed else {
            return .failure(
                Unfrozen(
                    refusal: Refusal(
                        .draw, "The check has no recorded draw, whose seed chooses the questions: run videocheckd fsck."
                    )))
        }
        let sheet = checklist.sheet(for: check.people, checkNo: check.checkNo, seed: seed)
        body["checklist"] = .object([
            "sha256": .string(sheet.sha256), "effective_from": .string(sheet.effectiveFrom.description),
            "items_sha256": .text(try? sheet.itemsSHA256),
            "items": .array(
                sheet.items.map {
                    .object(["person": .text($0.person?.description), "item": .string($0.item)])
                }),
        ])
        return .success(sheet)
    }

    /// Every item that was frozen at the begin has its answer, or is waived with a reason.
    func unanswered() -> Refusal? {
        guard let sheet = facts.sheet else { return nil }
        let open = sheet.answered(by: facts.answers).filter { $0.answer == nil }.map(\.item)
        guard !open.isEmpty else { return nil }
        let named = open.prefix(12).map { "\(check.name(of: $0.person)): \($0.item) \($0.zh)" }
        let more = open.count > named.count ? "; and \(open.count - named.count) more" : ""
        return Refusal(
            .checklist,
            "\(open.count) item(s) of the checklist have no answer: \(named.joined(separator: "; "))\(more). An inspector answers each, or waives it with a reason."
        )
    }

    /// The answers as the transcript has them, a table for each person.
    var answerFields: JSONValue {
        guard let sheet = facts.sheet else { return .array([]) }
        let answered = sheet.answered(by: facts.answers)
        let groups = check.people.map { ($0.id as ID<Check.Person>?, $0.name) } + [(nil, check.enterpriseName)]
        return .array(
            groups.compactMap { person, name in
                let own = answered.filter { $0.item.person == person }
                guard !own.isEmpty else { return nil }
                return .object(["who": .string(name), "items": .array(own.map { row($0.item, $0.answer) })])
            })
    }

    private func row(_ item: ChecklistItem, _ answer: Marker?) -> JSONValue {
        .object([
            "item": .string(item.item), "zh": .string(item.zh), "en": .string(item.en),
            "answer": .text(answer?.answer?.rawValue), "reason": .text(answer?.reason),
            "place": .text(answer?.place),
        ])
    }
}

extension Marker {
    /// Its interval in the footage for a paper: `rec_… 0:12–0:15`, `0:12`; nil where none is known.
    var place: String? {
        guard let from else { return nil }
        let span = to.map { $0 > from ? FootageTime.span(from, $0) : FootageTime.text(from) } ?? FootageTime.text(from)
        return [recording?.description, span].compactMap(\.self).joined(separator: " ")
    }
}
