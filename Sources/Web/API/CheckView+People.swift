import Domain
import Foundation
import Store

extension CheckStory {
    /// In the recorded draw, from 1; nil where nobody was drawn.
    func rank(_ inspector: Inspector) -> Int? {
        (draw?.ranks.firstIndex { $0.key == inspector.certificateNo }).map { $0 + 1 }
    }

    func inspector(_ id: String) -> Inspector? {
        (inspectors + people.known).first { $0.id == id }
    }
}

extension CheckView {
    /// Who inspects: what was asked and decided, who was drawn and replaced, which experts were there.
    static func people(_ story: CheckStory) -> [String: JSONValue] {
        [
            "recusals": .array(story.people.recusals.map { recusal($0, story) }),
            "replacements": .array(story.people.replacements.map { replacement($0, story) }),
            "experts": .array(story.people.experts.map(expert)),
        ]
    }

    private static func named(_ id: String, _ story: CheckStory) -> JSONValue {
        let found = story.inspector(id)
        return .object([
            "id": .string(id), "name": .text(found?.name), "certificate_no": .text(found?.certificateNo),
        ])
    }

    private static func recusal(_ recusal: Recusal, _ story: CheckStory) -> JSONValue {
        .object(fields(recusal).merging(["inspector": named(recusal.inspectorID, story)]) { $1 })
    }

    /// What a recusal says, but for whom it concerns.
    static func fields(_ recusal: Recusal) -> [String: JSONValue] {
        [
            "id": .string(recusal.id.description), "asked_at": .time(recusal.askedAt),
            "reason": .string(recusal.reason),
            "asked_by": .object([
                "role": .string(recusal.askedBy.role.rawValue), "name": .string(recusal.askedBy.name),
            ]),
            "decision": recusal.decision.map {
                .object([
                    "at": .time($0.at), "by": .string($0.by), "granted": .bool($0.granted),
                    "reason": .string($0.reason),
                ])
            } ?? .null,
        ]
    }

    private static func replacement(_ replacement: Replacement, _ story: CheckStory) -> JSONValue {
        .object([
            "original": named(replacement.originalID, story), "replacement": named(replacement.replacementID, story),
            "rank": .int(Int64(replacement.rank)), "cause": .string(replacement.cause.rawValue),
            "reason": .string(replacement.reason), "at": .time(replacement.at), "by": .string(replacement.by),
            "document": .string(replacement.document.description),
        ])
    }

    private static func expert(_ expert: Expert) -> JSONValue {
        .object([
            "id": .string(expert.id.description), "name": .string(expert.name), "field": .string(expert.field),
            "organisation": .text(expert.organisation), "reason": .string(expert.reason),
            "invited_at": .time(expert.invitedAt), "joined_at": .time(expert.joinedAt),
            "fees": .array(
                expert.fees.map {
                    .object([
                        "hours": .double($0.hours), "amount_fen": .int($0.amountFen), "note": .string($0.note),
                        "at": .time($0.at), "by": .string($0.by), "document": .string($0.document.description),
                    ])
                }),
        ])
    }
}
