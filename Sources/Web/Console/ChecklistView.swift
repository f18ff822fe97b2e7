import Domain
import Foundation
import Store

/// The checklist with its answers as templates take it: by person, then what concerns the enterprise.
struct ChecklistView {
    let story: CheckStory
    let checklist: ChecklistStory
    let clock: ConsoleClock
    let language: Contact.Language

    private var isOpen: Bool { story.check.state.name == .inSession }

    func values(_ tried: ChecklistPage.Try? = nil) -> [String: Any] {
        let answered = checklist.answered
        let people = story.check.people
        let groups = people.map { ($0.id as ID<Check.Person>?, $0.name, Self.posts($0, language)) }
        let all = groups + [(nil, story.check.enterpriseName, Phrase("单位", "enterprise")[language])]
        let numbered = answered.enumerated().map { (position: $0, item: $1.item, answer: $1.answer) }
        let done = answered.count { $0.answer != nil }
        return [
            "check_no": story.check.checkNo, "enterprise": story.check.enterpriseName, "open": isOpen,
            "name": checklist.sheet.name, "answered": done, "total": answered.count,
            "tone": done == answered.count ? "good" : "wait",
            "groups": all.compactMap { person, name, posts -> [String: Any]? in
                let own = numbered.filter { $0.item.person == person }
                guard !own.isEmpty else { return nil }
                let done = own.count { $0.answer != nil }
                return [
                    "who": name, "posts": posts, "answered": done, "total": own.count,
                    "tone": done == own.count ? "good" : "wait",
                    "items": own.map { row($0.position, $0.item, $0.answer, tried) },
                ]
            },
        ]
    }

    private static func posts(_ person: Check.Person, _ language: Contact.Language) -> String {
        person.posts.map { $0.words[language] }.joined(separator: language == .zh ? "、" : ", ")
    }

    private func row(
        _ position: Int, _ item: ChecklistItem, _ answer: Marker?, _ tried: ChecklistPage.Try?
    ) -> [String: Any] {
        let isTried = tried?.position == position
        var values: [String: Any] = [
            "position": position, "item": item.item, "text": language == .zh ? item.zh : item.en,
            "question": item.kind == .question, "done": answer != nil, "answer": "", "buttons": isOpen,
            "answer_tone": "", "place": "", "recording": "", "reason": "", "by": "", "at": "", "second": 0,
            // What is not plain should say why.
            "reopened": isTried || answer.map { $0.reason.isEmpty && $0.answer?.asksWhy == true } ?? false,
            "error": isTried ? tried?.problem[language] ?? "" : "",
            "draft": isTried ? tried?.reason ?? "" : "",
            "choices": item.answers.map {
                [
                    "position": position, "value": $0.rawValue, "label": $0.words[language],
                    "chosen": $0 == answer?.answer, "tone": $0 == answer?.answer ? "" : "plain",
                ] as [String: Any]
            },
        ]
        if let answer { values.merge(said(answer)) { $1 } }
        return values
    }

    /// An answer, and the moment of the footage that shows it.
    private func said(_ answer: Marker) -> [String: Any] {
        let shown =
            answer.recording
            ?? story.recordings.first { $0.kind == "session" && $0.state == .ready }?.id
        let isKept = story.recordings.contains { $0.id == shown && $0.state == .ready }
        return [
            "answer": answer.answer?.words[language] ?? "", "answer_tone": answer.answer?.tone ?? "",
            "by": answer.by, "at": clock.time(answer.at), "reason": answer.reason,
            "place": answer.from.map { ConsoleClock.length($0) } ?? "", "second": Int(answer.from ?? 0),
            "recording": isKept ? shown?.description ?? "" : "",
        ]
    }
}

extension ChecklistAnswer {
    /// Whether a remark is asked for beside it.
    var asksWhy: Bool { self == .unclear || self == .notShown }

    var tone: String {
        switch self {
        case .yes: "good"
        case .no, .notShown: "bad"
        case .unclear, .waived: "wait"
        }
    }
}

extension CheckStory {
    /// Whether footage has come after the seal that no revision of the evidence lists yet.
    var hasAddenda: Bool {
        let listed = Set(
            events.flatMap { event -> [String] in
                guard ["seal", "addend"].contains(event.command), case .array(let all)? = event.body["recordings"]
                else { return [] }
                return all.compactMap(\.text)
            })
        return check.state.sealing != nil
            && recordings.contains { $0.state == .ready && !listed.contains($0.id.description) }
    }
}
