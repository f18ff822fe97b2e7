import Foundation

/// Everything that the search for a slot depends on.
public struct SlotRequest: Sendable {
    public struct Station: Sendable {
        public let id: String
        public let busy: Set<Quantum>
        public init(id: String, busy: Set<Quantum>) {
            self.id = id
            self.busy = busy
        }
    }

    public struct Inspector: Sendable {
        public let id: String
        /// The last day on which the enforcement certificate is valid; nil when it does not expire.
        public let certificateExpires: Day?
        public let busy: Set<Quantum>
        public let leave: [InspectorTerms.Leave]
        public init(
            id: String, certificateExpires: Day?, busy: Set<Quantum>, leave: [InspectorTerms.Leave] = []
        ) {
            self.id = id
            self.certificateExpires = certificateExpires
            self.busy = busy
            self.leave = leave
        }
    }

    public var now: Date
    /// No session begins before it; see `earliest(now:leadDays:timeZone:)`.
    public var earliest: Date
    /// The session is over by then.
    public var deadline: Date
    /// Rounded up to whole quarters.
    public var durationMinutes: Int
    public var minInspectors: Int
    public var rules: RuleSet
    public var calendar: WorkingCalendar
    public var timeZone: TimeZone
    /// Only those in service.
    public var stations: [Station]
    /// Only those in service and without a conflict of interest in this check.
    public var inspectors: [Inspector]

    /// Duration and the least number of inspectors are the rules' own unless given.
    public init(
        now: Date, earliest: Date, deadline: Date, rules: RuleSet, calendar: WorkingCalendar,
        timeZone: TimeZone, stations: [Station], inspectors: [Inspector], durationMinutes: Int? = nil,
        minInspectors: Int? = nil
    ) {
        self.now = now
        self.earliest = earliest
        self.deadline = deadline
        self.durationMinutes = durationMinutes ?? rules.sessionMinutes
        self.minInspectors = minInspectors ?? rules.minInspectors
        self.rules = rules
        self.calendar = calendar
        self.timeZone = timeZone
        self.stations = stations
        self.inspectors = inspectors
    }

    /// When a session may begin at the earliest if its notice goes out now: that many full days lie between the
    /// notice's day, which is not counted, and the session's. Without a lead it may begin at once.
    public static func earliest(now: Date, leadDays: Int, timeZone: TimeZone) -> Date {
        guard leadDays > 0 else { return now }
        return Day(now, in: timeZone).adding(days: leadDays + 1).start(in: timeZone)
    }
}

/// What came of the search.
public enum SlotPlan: Sendable, Equatable {
    /// `eligibleInspectorIDs`, sorted, are all who are free and certified throughout: the draw takes from them.
    case found(slot: Slot, stationID: String, eligibleInspectorIDs: [String])
    case none(Reason)

    public struct Reason: Sendable, Equatable {
        public enum Code: String, Choice {
            case noStation = "no_station"
            case tooFewInspectors = "too_few_inspectors"
            case tooLong = "too_long"
            case deadlineTooNear = "deadline_too_near"
            case missingCalendarYear = "missing_calendar_year"
            case noFreeSlot = "no_free_slot"
        }
        public let code: Code
        /// A sentence for the person who has to help, with what to do.
        public let text: String
        public init(code: Code, text: String) {
            self.code = code
            self.text = text
        }
    }
}
