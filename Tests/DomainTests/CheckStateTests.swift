import Domain
import Foundation
import Testing

/// The accessors of what lies behind a check, against what its state really holds.
@Suite struct CheckStateTests {
    @Test func `every state names what it holds, and nothing else`() throws {
        for (place, standing) in try DecisionMatrix.shared.get().standings {
            let odd = Holdings(standing.check.state).contradictions
            #expect(odd.isEmpty, "\(place.rawValue): \(odd.joined(separator: ", "))")
        }
    }

    @Test func `from the notice on there is a notice, and from the session on a session`() throws {
        let standings = try DecisionMatrix.shared.get().standings
        let unnoticed: Set<CheckState.Name> = [.requested, .approved, .scheduled, .cancelled]
        for (place, standing) in standings where place.mode.hasSession {
            let state = standing.check.state
            #expect((state.notice != nil) == !unnoticed.contains(state.name), "\(place.rawValue)")
            let met = place.steps.contains(.begin)
            #expect((state.session != nil) == met, "\(place.rawValue)")
        }
    }

    @Test func `a paper awaits proof while it is not served`() throws {
        let awaited: [Place: DocumentKind] = [
            .issued: .checkNotice, .issuedWish: .checkNotice, .serviceFailed: .checkNotice,
            .rectifying: .rectificationNotice, .rectifyingReported: .rectificationNotice,
            .failed: .decision, .failedOpen: .decision,
        ]
        let matrix = try DecisionMatrix.shared.get()
        for (place, standing) in matrix.standings {
            let kind = awaited[place]
            #expect(standing.check.state.unserved == kind.flatMap { matrix.path.papers[$0]?.id }, "\(place.rawValue)")
        }
    }
}

/// What a state holds, found by looking into it rather than by asking it.
struct Holdings {
    private let state: CheckState
    private var found: [String: Any] = [:]

    init(_ state: CheckState) {
        self.state = state
        collect(state)
    }

    private mutating func collect(_ value: Any) {
        switch value {
        case is Approval, is Scheduled, is Issued, is ServiceFailed, is Served, is InSession, is Interrupted,
            is Aborted,
            is NoShow, is Declined, is Completed, is Sealed, is UnderReview, is FileReview, is Rectifying, is Rechecked,
            is Decided, is Escalated, is Withdrawn:
            let name = "\(type(of: value))"
            // The outermost of a kind: a decision's own review is the one within its rectification.
            if found[name] == nil { found[name] = value }
        case is String, is Date, is [Finding], is Begin: return
        default: break
        }
        for child in Mirror(reflecting: value).children { collect(child.value) }
    }

    var contradictions: [String] {
        [
            differs(state.approval), differs(state.booking), differs(state.notice), differs(state.serviceFailure),
            differs(state.service), differs(state.session), differs(state.interruption), differs(state.abortion),
            differs(state.absence), differs(state.declining), differs(state.completion), differs(state.sealing),
            differs(state.review), differs(state.fileReview), differs(state.rectification), differs(state.recheck),
            differs(state.decided), differs(state.escalation), differs(state.withdrawal),
        ].compactMap { $0 }
    }

    private func differs<T: Equatable>(_ told: T?) -> String? {
        let name = "\(T.self)"
        let held = found[name] as? T
        return told == held ? nil : "\(state.name.rawValue) \(held == nil ? "holds no" : "holds another") \(name)"
    }
}
