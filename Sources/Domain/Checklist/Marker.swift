import Foundation

/// A note or an answer at a time of the footage. What is written stays; a later answer to the same item takes its place.
public struct Marker: Sendable, Equatable, Codable, Identified {
    public static let idPrefix = "mrk"

    public let kind: Kind
    /// Whom it concerns; nil: the enterprise, or the session as a whole.
    public let person: ID<Check.Person>?
    /// The item that is answered; nil for a note.
    public let item: String?
    public let answer: ChecklistAnswer?
    /// The note itself, or the answer's reason.
    public let reason: String
    public let recording: ID<Recording>?
    /// Seconds from the recording's start; without a recording, from the session's begin.
    public let from: Double?
    public let to: Double?
    /// When it was seen.
    public let at: Date
    public let by: String
    public let role: Actor.Role

    public init(
        kind: Kind, person: ID<Check.Person>?, item: String?, answer: ChecklistAnswer?, reason: String,
        recording: ID<Recording>?, from: Double?, to: Double?, at: Date, by: Actor
    ) {
        self.kind = kind
        self.person = person
        self.item = item
        self.answer = answer
        self.reason = reason
        self.recording = recording
        self.from = from
        self.to = to
        self.at = at
        self.by = by.name
        role = by.role
    }

    public enum Kind: String, Choice {
        case note, answer
    }

    /// Of a note, and of a reason.
    public static let longestReason = 500
}

extension Marker {
    /// Why it cannot be put on record; nil: it can.
    /// - Parameters:
    ///   - sheet: of the session that runs, or of the last one.
    ///   - footage: the check's recordings.
    public func refusal(
        on check: Check, sheet: ChecklistSheet?, footage: [Facts.Footage], now: Date
    ) -> Refusal? {
        if let refusal = misplaced(check) { return refusal }
        if let person, !check.people.contains(where: { $0.id == person }) {
            return Refusal(.people, "\"person\" \(person) is not one of \(check.checkNo)'s people.")
        }
        if let recording, !footage.contains(where: { $0.id == recording }) {
            return Refusal(.footage, "\"recording\" \(recording) is not footage of \(check.checkNo).")
        }
        guard at <= now.addingTimeInterval(60), at >= (check.state.session?.at ?? check.requestedAt) - 3600 else {
            return Refusal(.tooEarly, "\"at\" \(at.iso8601) does not lie in the session, nor after it up to now.")
        }
        switch kind {
        case .note: return reason.isEmpty ? Refusal(.reason, "A note needs its words: send them as \"reason\".") : nil
        case .answer: return unanswerable(check, sheet)
        }
    }

    private func misplaced(_ check: Check) -> Refusal? {
        let state = check.state.name
        let roles: [Actor.Role] = kind == .answer ? [.inspector] : [.inspector, .registrar, .head, .bureauHead]
        guard roles.contains(role) else {
            return Refusal(
                .role,
                "This is not for a \(role.rawValue): it is put on record by a \(roles.map(\.rawValue).joined(separator: " or "))."
            )
        }
        let isOpen =
            switch kind {
            case .answer: state == .inSession
            case .note: check.state.session != nil && !state.isOver
            }
        guard !isOpen else { return nil }
        return Refusal(
            .wrongState,
            kind == .answer
                ? "\(check.checkNo) is \(state.rawValue): items are answered while the session runs (in_session). Put a later remark on record as a note."
                : "\(check.checkNo) is \(state.rawValue): notes belong to a session, from its begin until the check is closed."
        )
    }

    private func unanswerable(_ check: Check, _ sheet: ChecklistSheet?) -> Refusal? {
        let whom = check.name(of: person)
        guard let sheet else {
            return Refusal(.checklist, "\(check.checkNo) began without a checklist: there is no item to answer.")
        }
        guard let item, let found = sheet.item(item, person) else {
            return Refusal(
                .checklist,
                "\"\(item ?? "")\" is no item of \(whom): see the check's \"checklist\" for what each is asked.")
        }
        guard let answer, found.answers.contains(answer) else {
            let allowed = found.answers.map(\.rawValue).joined(separator: ", ")
            return Refusal(.checklist, "\(item) (\(whom)) takes one of these as \"answer\": \(allowed).")
        }
        guard answer != .waived || !reason.isEmpty else {
            return Refusal(.reason, "\(item) (\(whom)) is waived only with a \"reason\".")
        }
        return nil
    }
}

extension Check {
    /// A person's name for people; the enterprise where nobody is named.
    func name(of person: ID<Person>?) -> String {
        guard let person else { return "the enterprise" }
        return people.first { $0.id == person }?.name ?? person.description
    }
}

extension ChecklistSheet {
    /// The answer that counts for each item, in the sheet's order; nil where there is none.
    /// - Parameter markers: of this session, in the order in which they came.
    public func answered(by markers: [Marker]) -> [(item: ChecklistItem, answer: Marker?)] {
        items.map { item in
            (item, markers.last { $0.kind == .answer && $0.item == item.item && $0.person == item.person })
        }
    }

    /// SHA-256 of the canonical JSON of the answers that count, in the sheet's order.
    public func answersSHA256(_ markers: [Marker]) throws -> String {
        try CanonicalJSON.encode(answered(by: markers).compactMap(\.answer)).sha256Hex
    }
}
