import Foundation

/// What proves that a document arrived, for checks and for cases alike.
extension Acknowledge {
    /// The party's own word, by its link or its code. No document arrives before it was made.
    func judged<Answer>(
        made: Date, now: Date, refused: (Refusal) -> Answer, proved: (Service) -> Answer
    ) -> Answer {
        guard !proof.isByStaff else {
            return refused(
                Refusal(
                    .service,
                    "\"\(proof.rawValue)\" is not the party's own proof: a registrar puts it on record with \"serve\".")
            )
        }
        return proved(
            // After a clock that was set back, "now" may lie before the document: no document arrives before it was made.
            Service(arrivedAt: max(min(firstOpenedAt, now), made), acknowledgedAt: now, proof: proof))
    }
}

extension Service {
    /// What staff put on record of a service by hand, if it can be believed.
    func judged<Answer>(
        sent: Date, now: Date, refused: (Refusal) -> Answer, proved: (Service) -> Answer
    ) -> Answer {
        guard proof.isByStaff else {
            return refused(Refusal(.service, "\"\(proof.rawValue)\" is the party's own proof: only it can give it."))
        }
        guard note?.isEmpty == false else {
            return refused(
                Refusal(
                    .service,
                    "Say in \"note\" what proves it: the receipt's number and who signed, or the call's recording and who took it."
                ))
        }
        // People note minutes: the one in which the document was made counts.
        guard arrivedAt > sent.addingTimeInterval(-60), arrivedAt <= now else {
            return refused(
                Refusal(
                    .service,
                    "\"arrived_at\" must lie between \(sent.iso8601), when the document was made, and now."))
        }
        return proved(Service(arrivedAt: max(arrivedAt, sent), acknowledgedAt: nil, proof: proof, note: note))
    }

    /// What a receipt of service says (送达回执).
    func paperFields(of number: String, _ kind: DocumentKind, _ clock: LocalClock) -> [String: JSONValue] {
        [
            "served_title": .string(kind.title.zh), "served_title_en": .string(kind.title.en),
            "served_number": .string(number), "proof": .string(proof.rawValue),
            "arrived": .string(clock.minute(arrivedAt)), "acknowledged": .text(acknowledgedAt.map(clock.minute)),
            "note": .text(note),
        ]
    }

    func eventFields(of number: String) -> [String: JSONValue] {
        [
            "proof": .string(proof.rawValue), "arrived_at": .string(arrivedAt.iso8601),
            "acknowledged_at": .text(acknowledgedAt?.iso8601), "note": .text(note), "served": .string(number),
        ]
    }
}
