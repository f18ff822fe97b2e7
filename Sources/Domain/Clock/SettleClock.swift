/// What a clock asks for was done outside this program: where it can be seen, or who did it.
public struct SettleClock: Sendable, Equatable, Codable {
    public let clock: ClockName
    public let note: String
    public init(clock: ClockName, note: String) {
        self.clock = clock
        self.note = note
    }
}
