/// What the party says joins what it said before, wherever the case stands.
extension NoticeServed {
    func adding(_ statement: PartyStatement) -> NoticeServed {
        NoticeServed(notified: notified, service: service, statements: statements + [statement])
    }
}

extension HearingAsked {
    func adding(_ statement: PartyStatement) -> HearingAsked {
        HearingAsked(served: served.adding(statement), at: at, reason: reason)
    }
}

extension HearingSet {
    func adding(_ statement: PartyStatement) -> HearingSet {
        HearingSet(
            asked: asked.adding(statement), at: at, hearing: hearing, document: document, number: number,
            service: service)
    }
}

extension HearingHeld {
    func adding(_ statement: PartyStatement) -> HearingHeld {
        HearingHeld(
            set: set.adding(statement), at: at, record: record, partyAbsent: partyAbsent, document: document,
            number: number)
    }
}

extension LegallyReviewed {
    func adding(_ statement: PartyStatement) -> LegallyReviewed {
        LegallyReviewed(
            basis: basis.adding(statement), at: at, by: by, text: text, document: document, number: number)
    }
}

extension LegallyReviewed.Basis {
    func adding(_ statement: PartyStatement) -> Self {
        switch self {
        case .statement(let served): .statement(served.adding(statement))
        case .hearing(let held): .hearing(held.adding(statement))
        }
    }

    /// Where the case stood before the review.
    var state: CaseState {
        switch self {
        case .statement(let served): .noticeServed(served)
        case .hearing(let held): .hearingHeld(held)
        }
    }
}
