import Foundation

/// Lengths, ratios and thresholds that a rule may change: data with a date, never constants in code.
///
/// Read from `config/rules/<effective_from>.json`; see `RuleBook` for which one applies.
public struct RuleSet: Sendable, Equatable {
    /// A stretch of the working day on local clocks, in minutes after midnight; both are quarter hours.
    public struct Hours: Sendable, Equatable {
        public let from: Int
        public let to: Int
        public init(from: Int, to: Int) {
            self.from = from
            self.to = to
        }
    }

    /// What becomes of an application whose triage no person decides.
    public enum Triage: String, Choice {
        case videoCheck = "video_check"
        case deskCheck = "desk_check"
        case noCheck = "none"
        /// A person triages; until then there is no check.
        case ask
    }

    /// The first day on which these rules apply.
    public let effectiveFrom: Day
    /// The last day on which they apply; nil: until the next file takes effect.
    public let effectiveUntil: Day?
    public let name: String
    /// Full days that lie between the day of a notice and the day of its session; 0 allows the same day.
    public let noticeLeadDays: Int
    /// Whether sessions may be at any hour of any day, so that no calendar is asked: for demonstrations.
    public let allHours: Bool
    /// In order and without overlap.
    public let workingHours: [Hours]
    /// A multiple of 15.
    public let sessionMinutes: Int
    /// Working days from acceptance of an application to the licence decision.
    public let decisionWorkingDays: Int
    /// How long before its booked start a session may begin.
    public let beginEarlyMinutes: Int
    /// How long the party's link can be opened.
    public let ackLinkDays: Int
    public let triageDefault: Triage
    public let minInspectors: Int
    /// How far ahead a slot is looked for.
    public let planningHorizonDays: Int
    /// How long a text message may wait for a person to send it by hand before an alert is raised. A file that leaves it
    /// out gets 4.
    public let manualTextHours: Int
    /// How often the party may have its session moved.
    public let maxPartyMoves: Int
    /// How many sessions may be tried before the check must end another way.
    public let maxAttempts: Int
    /// How long an interrupted session may wait before it is aborted.
    public let interruptionMinutes: Int
    /// How long after the start of its session a party is absent.
    public let noShowMinutes: Int
    /// Attempts to reach it that must be on record before it is.
    public let contactAttempts: Int
    /// Calendar days that a rectification gets when its order names no day, and the most that it may name.
    public let rectificationDays: Int
    public let longestRectificationDays: Int
    /// Inspectors who must each give a verdict of their own before the head decides; 0: the review needs none. A file
    /// that leaves it out gets 0.
    public let verdictsRequired: Int
    /// How inspectors show that they are there when a session begins or resumes. A file that leaves it out gets `declared`.
    public let presenceProof: PresenceProof
    /// Qualifications that an inspector must have, by the check's source or mode (`double_random`, `onsite_check`).
    public let requiredQualifications: [String: [String]]

    public enum PresenceProof: String, Choice {
        /// Whoever begins the session says who is present.
        case declared
        /// Each by a one-time code of its own.
        case code
    }

    /// How long before its session a party is reminded of it, and that it is reminded of an unconfirmed notice too; nil:
    /// of neither.
    public let reminderHours: Int?
    private let clocks: [ClockName: ClockRule]

    /// Every name has a rule: a file that leaves one out gets what is usual.
    public func clock(_ name: ClockName) -> ClockRule {
        guard let rule = clocks[name] else { preconditionFailure("ClockRule.usual lacks \(name)") }
        return rule
    }

    /// A fine or confiscation from this sum on entitles to a hearing; in fen, 100 fen are 1 yuan.
    public let hearingThresholdFen: Int64
}

extension RuleSet {
    private static let keys = [
        "effective_from", "name", "notice_lead_days", "all_hours", "working_hours", "session_minutes",
        "decision_working_days", "begin_early_minutes", "ack_link_days", "triage", "min_inspectors",
        "planning_horizon_days",
    ]

    /// Keys that came later: a file of before them gets what was usual.
    private static let optionalKeys = [
        "manual_text_hours", "max_party_moves", "max_attempts", "interruption_minutes", "no_show_minutes",
        "contact_attempts", "rectification_days", "longest_rectification_days", "verdicts_required", "presence_proof",
        "required_qualifications", "effective_until", "reminder_hours", "clocks",
        "hearing_threshold_fen",
    ]

    /// Throws `Fault(.invalid)` that names the file, the key and what is allowed. `file` serves for messages; a
    /// file that is named after a date must hold that date.
    public init(file: String, data: Data) throws(Fault) {
        let table = try StrictTable(file: file, data: data, keys: Self.keys, optional: Self.optionalKeys)
        guard let from = try? Day(try table.string("effective_from")) else {
            throw table.fault("effective_from", "a date YYYY-MM-DD")
        }
        if let named = try? Day(stem(ofFile: file)), named != from {
            throw table.fault("effective_from", "the date in the file's name, \(named)")
        }
        effectiveFrom = from
        effectiveUntil = try Self.until(table, from)
        name = try table.string("name")
        noticeLeadDays = try table.int("notice_lead_days", in: 0...30)
        allHours = try table.bool("all_hours")
        workingHours = try Self.hours(table)
        sessionMinutes = try table.int("session_minutes", in: 15...480)
        guard sessionMinutes.isMultiple(of: Quantum.minutes) else {
            throw table.fault("session_minutes", "a multiple of \(Quantum.minutes)")
        }
        let longest = workingHours.map { $0.to - $0.from }.max() ?? 0
        guard allHours || longest >= sessionMinutes else {
            throw table.fault("session_minutes", "at most \(longest), the longest of \"working_hours\"")
        }
        decisionWorkingDays = try table.int("decision_working_days", in: 1...250)
        beginEarlyMinutes = try table.int("begin_early_minutes", in: 0...240)
        ackLinkDays = try table.int("ack_link_days", in: 1...365)
        let triage = try table.table("triage", keys: ["default"])
        guard let word = Triage(rawValue: try triage.string("default")) else {
            throw triage.fault("default", "one of \(Triage.allowed)")
        }
        triageDefault = word
        // The law asks for two at every inspection: no rule file may go below.
        minInspectors = try table.int("min_inspectors", in: 2...10)
        planningHorizonDays = try table.int("planning_horizon_days", in: 1...365)
        manualTextHours = try Self.number(table, "manual_text_hours", in: 1...720, usual: 4)
        maxPartyMoves = try Self.number(table, "max_party_moves", in: 0...20, usual: 2)
        maxAttempts = try Self.number(table, "max_attempts", in: 1...20, usual: 3)
        interruptionMinutes = try Self.number(table, "interruption_minutes", in: 1...480, usual: 30)
        noShowMinutes = try Self.number(table, "no_show_minutes", in: 0...240, usual: 15)
        contactAttempts = try Self.number(table, "contact_attempts", in: 1...10, usual: 1)
        rectificationDays = try Self.number(table, "rectification_days", in: 1...365, usual: 30)
        longestRectificationDays = try Self.number(table, "longest_rectification_days", in: 1...730, usual: 180)
        hearingThresholdFen = Int64(
            try Self.number(table, "hearing_threshold_fen", in: 0...100_000_000_000, usual: 10_000_000))
        guard rectificationDays <= longestRectificationDays else {
            throw table.fault(
                "rectification_days", "at most \(longestRectificationDays), \"longest_rectification_days\"")
        }
        verdictsRequired = try Self.verdicts(table, among: minInspectors)
        presenceProof = try Self.presenceProof(table)
        requiredQualifications = try Self.qualifications(table)
        reminderHours = try Self.reminderHours(table)
        let (decision, lead, cure) = (decisionWorkingDays, noticeLeadDays, rectificationDays)
        clocks = try ClockRule.read(table) { name in
            switch name {
            case .licenceDecision: decision
            case .noticeLead: lead
            case .rectification: cure
            default: nil
            }
        }
    }

    private static func verdicts(_ table: StrictTable, among inspectors: Int) throws(Fault) -> Int {
        let required = try number(table, "verdicts_required", in: 0...inspectors, usual: 0)
        guard required != 1 else {
            throw table.fault("verdicts_required", "0, or 2 to \(inspectors): one verdict alone has no second")
        }
        return required
    }

    private static func reminderHours(_ table: StrictTable) throws(Fault) -> Int? {
        table.has("reminder_hours") ? try table.int("reminder_hours", in: 1...240) : nil
    }

    private static func presenceProof(_ table: StrictTable) throws(Fault) -> PresenceProof {
        guard table.has("presence_proof") else { return .declared }
        guard let word = PresenceProof(rawValue: try table.string("presence_proof")) else {
            throw table.fault("presence_proof", "one of \(PresenceProof.allowed)")
        }
        return word
    }

    private static func qualifications(_ table: StrictTable) throws(Fault) -> [String: [String]] {
        guard table.has("required_qualifications") else { return [:] }
        let words = Check.Source.allCases.map(\.rawValue) + Check.Mode.allCases.map(\.rawValue)
        let inner = try table.table("required_qualifications", keys: [], optional: words)
        var required: [String: [String]] = [:]
        for word in words where inner.has(word) {
            required[word] = try inner.strings(word, what: "names of qualifications")
        }
        return required
    }

    private static func until(_ table: StrictTable, _ from: Day) throws(Fault) -> Day? {
        guard table.has("effective_until") else { return nil }
        guard let until = try? Day(try table.string("effective_until")), until >= from else {
            throw table.fault("effective_until", "a date YYYY-MM-DD, not before \(from)")
        }
        return until
    }

    private static func number(
        _ table: StrictTable, _ key: String, in range: ClosedRange<Int>, usual: Int
    ) throws(Fault) -> Int {
        table.has(key) ? try table.int(key, in: range) : usual
    }

    private static func hours(_ table: StrictTable) throws(Fault) -> [Hours] {
        let allowed = "a list of pairs [\"HH:MM\", \"HH:MM\"] on quarter hours, in order, each from before to"
        var all: [Hours] = []
        for (first, second) in try table.pairs("working_hours", what: "pairs [\"09:00\", \"12:00\"]") {
            guard let from = minutes(first), let to = minutes(second), from < to,
                all.last.map({ $0.to <= from }) ?? true
            else { throw table.fault("working_hours", allowed) }
            all.append(Hours(from: from, to: to))
        }
        guard !all.isEmpty else { throw table.fault("working_hours", "at least one pair") }
        return all
    }

    /// `HH:MM` on a quarter hour, up to `24:00`, in minutes after midnight.
    private static func minutes(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        var digits: [Int] = []
        for index in [0, 1, 3, 4] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
            digits.append(Int(bytes[index] - UInt8(ascii: "0")))
        }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard minute < 60, hour * 60 + minute <= 1440, minute.isMultiple(of: Quantum.minutes) else {
            return nil
        }
        return hour * 60 + minute
    }
}
