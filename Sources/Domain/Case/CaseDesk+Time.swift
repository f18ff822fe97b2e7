/// What concerns a case's clocks and leaves it where it stands: what one asks for was done elsewhere.
extension CaseDesk {
    var timing: CaseRuling? {
        guard case .settleClock(let settled) = command, command.name.takenFrom.contains(legalCase.state.name) else {
            return nil
        }
        if let refusal = settled.refusal(facts.clocks) { return .refused(refusal) }
        return accept(legalCase.state, settled.eventFields, effects: [.settleClock(settled.clock)])
    }
}
