/// What decides, beside the enforcement certificate, which checks an inspector may take: qualifications, leave, and
/// enterprises with which there is a conflict of interest.
public struct InspectorTerms: Hashable, Sendable, Codable {
    /// Names as the rules use them (`required_qualifications`), each once.
    public let qualifications: [String]
    /// By its first day, without overlap.
    public let leave: [Leave]
    /// By USCC, each once.
    public let conflicts: [Conflict]

    /// Both days are part of it.
    public struct Leave: Hashable, Sendable, Codable {
        public let from: Day
        public let to: Day
        public let note: String?
        public init(from: Day, to: Day, note: String? = nil) {
            self.from = from
            self.to = to
            self.note = note
        }

        public func covers(_ day: Day) -> Bool { from <= day && day <= to }
    }

    public struct Conflict: Hashable, Sendable, Codable {
        /// 18 characters, upper case.
        public let uscc: String
        public let reason: String
        public init(uscc: String, reason: String) {
            self.uscc = uscc
            self.reason = reason
        }
    }

    /// Of each kind, at most so many.
    static let most = 200

    public init() {
        (qualifications, leave, conflicts) = ([], [], [])
    }

    /// - Throws: `Fault(.invalid)` naming the field: a leave that ends before it begins or overlaps another, a USCC that
    ///   cannot be one, a reason that is missing, anything named twice.
    public init(qualifications: [String], leave: [Leave], conflicts: [Conflict]) throws {
        for (field, count) in [
            ("qualifications", qualifications.count), ("leave", leave.count), ("conflicts", conflicts.count),
        ] where count > Self.most {
            throw Fault(.invalid, "\"\(field)\" lists \(count); \(Self.most) is the most.", field: field)
        }
        self.qualifications = try Self.qualified(qualifications)
        self.leave = try Self.away(leave)
        self.conflicts = try Self.conflicted(conflicts)
    }

    private static func qualified(_ names: [String]) throws -> [String] {
        var known: [String] = []
        for (index, text) in names.enumerated() {
            let name = try Application.text(text, "qualifications[\(index)]")
            guard !known.contains(name) else {
                throw Fault(.invalid, "\"\(name)\" is named twice: once is enough.", field: "qualifications[\(index)]")
            }
            known.append(name)
        }
        return known
    }

    private static func away(_ leave: [Leave]) throws -> [Leave] {
        var known: [Leave] = []
        for (index, one) in leave.enumerated() {
            let field = "leave[\(index)]"
            guard one.from <= one.to else {
                throw Fault(
                    .invalid, "This leave ends on \(one.to), before it begins on \(one.from): exchange the two days.",
                    field: field)
            }
            if let other = known.first(where: { $0.from <= one.to && one.from <= $0.to }) {
                throw Fault(
                    .invalid,
                    "The leave from \(one.from) to \(one.to) overlaps that from \(other.from) to \(other.to): enter each day once.",
                    field: field)
            }
            let said = one.note.flatMap { $0.isEmpty ? nil : $0 }
            let note = try said.map { try Application.text($0, "\(field).note") }
            known.append(Leave(from: one.from, to: one.to, note: note))
        }
        return known.sorted { $0.from < $1.from }
    }

    private static func conflicted(_ conflicts: [Conflict]) throws -> [Conflict] {
        var known: [Conflict] = []
        for (index, one) in conflicts.enumerated() {
            let field = "conflicts[\(index)]"
            let uscc = try USCC(one.uscc, field: "\(field).uscc").text
            guard !known.contains(where: { $0.uscc == uscc }) else {
                throw Fault(.invalid, "\(uscc) is named twice: put both reasons into one.", field: "\(field).uscc")
            }
            known.append(Conflict(uscc: uscc, reason: try Application.text(one.reason, "\(field).reason")))
        }
        return known.sorted { $0.uscc < $1.uscc }
    }
}
