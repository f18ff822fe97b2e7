import Domain
import Foundation
import Store

/// Checklist, answers, notes and verdicts as the API shows them.
enum DossierView {
    static func marker(_ row: MarkerRow) -> JSONValue {
        guard case .object(var view) = marker(row.marker) else { return .null }
        view["id"] = .string(row.id.description)
        view["check"] = .string(row.check.description)
        view["session"] = .int(Int64(row.session))
        view["made_at"] = .time(row.madeAt)
        view["audit_entry"] = .int(row.leaf)
        return .object(view)
    }

    private static func marker(_ marker: Marker) -> JSONValue {
        .object([
            "kind": .string(marker.kind.rawValue), "person": .text(marker.person?.description),
            "item": .text(marker.item), "answer": .text(marker.answer?.rawValue), "reason": .string(marker.reason),
            "recording": .text(marker.recording?.description), "from": .number(marker.from), "to": .number(marker.to),
            "at": .time(marker.at), "by": .string(marker.by), "role": .string(marker.role.rawValue),
        ])
    }

    static func checklist(_ story: ChecklistStory) -> JSONValue {
        .object([
            "session": .int(Int64(story.session)), "sha256": .string(story.sheet.sha256),
            "effective_from": .string(story.sheet.effectiveFrom.description), "name": .string(story.sheet.name),
            "items": .array(
                story.answered.map { item, answer in
                    .object([
                        "person": .text(item.person?.description), "item": .string(item.item),
                        "kind": .string(item.kind.rawValue), "zh": .string(item.zh), "en": .string(item.en),
                        "answers": .texts(item.answers.map(\.rawValue)), "answer": answer.map(marker) ?? .null,
                    ])
                }),
        ])
    }

    static func verdicts(_ story: CheckStory) throws -> JSONValue {
        .object([
            "required": .int(Int64(story.verdicts.required)), "agreed": .flag(story.verdicts.agreed),
            "given": .array(
                try story.verdicts.lines.map { line in
                    let open = line.revealed
                    return .object([
                        "inspector": .string(line.inspector),
                        "name": .text(story.inspectors.first { $0.id == line.inspector }?.name),
                        "by": .string(line.by), "at": .time(line.at), "commitment": .string(line.commitment),
                        "verdict": .text(open?.verdict.verdict.rawValue), "reason": .text(open?.verdict.reason),
                        "findings": try open.map { .array(try $0.verdict.findings.map(CheckView.finding)) } ?? .null,
                        "statement": .text(open?.text), "salt": .text(open?.salt.hexadecimal),
                    ])
                }),
        ])
    }
}
