/// What a clock asks for was done outside this program: where it can be seen, or who did it.
public struct SettleClock: Sendable, Equatable, Codable {
    public let clock: ClockName
    public let note: String
    public init(clock: ClockName, note: String) {
        self.clock = clock
        self.note = note
    }

    /// - Parameter running: of the check or the case that it is said of.
    /// - Returns: why it cannot be settled; nil: it can.
    func refusal(_ running: Set<ClockName>) -> Refusal? {
        guard running.contains(clock), clock.isSettledByPeople else {
            let open = running.filter(\.isSettledByPeople).map(\.rawValue).sorted()
            return Refusal(
                .term,
                "\(clock.rawValue) is no clock that a person settles here now; "
                    + (open.isEmpty ? "none is." : "there is: \(open.joined(separator: ", "))."))
        }
        guard !note.isEmpty else {
            return Refusal(.reason, "Say in \"note\" what was done, where it can be seen, and by whom.")
        }
        return nil
    }

    var eventFields: [String: JSONValue] { ["clock": .string(clock.rawValue), "note": .string(note)] }
}
