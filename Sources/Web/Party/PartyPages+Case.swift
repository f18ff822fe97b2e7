import Domain
import Foundation
import Hummingbird
import NIOCore
import Store

/// What the party may do about a filed case on its own page: confirm its papers, speak, ask for a hearing.
extension PartyPages {
    /// Says that the paper shown has arrived, to the check or to the case that it belongs to.
    /// - Returns: why not; nil when it is on record.
    func confirm(_ word: Acknowledge, _ view: CheckStore.PartyView) async throws -> Refusal? {
        let party = Actor(.party, view.check.contact.name)
        if let legalCase = view.legalCase {
            if case .refused(let refusal) = try await store.apply(
                .acknowledge(word), to: legalCase.id, by: party, now: Date())
            {
                return refusal
            }
            return nil
        }
        if case .refused(let refusal) = try await store.apply(
            .acknowledge(word), to: view.check.id, by: party, now: Date())
        {
            return refusal
        }
        return nil
    }

    /// The party's statement or its waiver, or its wish for a hearing.
    func speak(
        _ name: CaseCommand.Name, _ request: Request, _ form: PartyForm, peer: SocketAddress?
    ) async throws -> Response {
        let key = try form.need("key")
        let view = try await open(key, peer: peer)
        let language = request.language
        guard let legalCase = view.legalCase else {
            throw Fault(.conflict, "This document belongs to no case.", field: "state")
        }
        let text = form.text("text", most: 4000)
        let command: CaseCommand =
            name == .askHearing
            ? .askHearing(reason: text) : .statement(text: text, waives: form.text("waive", most: 3) == "yes")
        let applied = try await store.apply(
            command, to: legalCase.id, by: Actor(.party, view.check.contact.name), now: Date())
        let said: Phrase
        switch applied {
        case .accepted, .repeated:
            said =
                name == .askHearing
                ? Phrase("听证申请已收到，听证时间将另行通知。", "Your wish for a hearing has arrived; you will be told when it is.")
                : Phrase("您的意见已收到，并记入案卷。", "What you said has arrived and is on record.")
        case .refused(let refusal): said = refusal.guard.words
        }
        return notice(request, try await open(key, peer: peer), key: key, said: said[language])
    }

    /// The forms that stand under a case's announcement once it is served.
    func caseValues(_ view: CheckStore.PartyView) -> [String: Any] {
        guard let legalCase = view.legalCase, let notified = legalCase.state.notified,
            view.paper.id == notified.document,
            CaseCommand.Name.statement.takenFrom.contains(legalCase.state.name)
        else { return ["may_speak": false, "may_hear": false] }
        let entitled = legalCase.state.name == .noticeServed && legalCase.state.noticeServed?.hasWaived == false
        return [
            "may_speak": true,
            "may_hear": entitled && (try? store.mayAskHearing(legalCase, now: Date())) == true,
        ]
    }
}
