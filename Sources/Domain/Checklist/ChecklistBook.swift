import Foundation

/// All checklists of the centre. The day on which a session begins chooses; before the first, and where none is
/// configured, there is no checklist.
public struct ChecklistBook: Sendable, Equatable {
    /// In the order of their dates.
    public let checklists: [Checklist]

    public static let none = ChecklistBook(checklists: [])

    private init(checklists: [Checklist]) { self.checklists = checklists }

    /// - Throws: `Fault(.invalid)` for a file that breaks a rule of `Checklist`, for two of one date, and for none.
    public init(files: [(name: String, data: Data)]) throws(Fault) {
        var all: [Checklist] = []
        for (name, data) in files {
            let checklist = try Checklist(file: name, data: data)
            if all.contains(where: { $0.effectiveFrom == checklist.effectiveFrom }) {
                throw Fault(
                    .invalid,
                    "\(name): another checklist takes effect on \(checklist.effectiveFrom) too; change or remove one."
                )
            }
            all.append(checklist)
        }
        guard !all.isEmpty else {
            throw Fault(
                .invalid, "There is no checklist; add <effective_from>.json, or leave checklists.directory out.")
        }
        checklists = all.sorted { $0.effectiveFrom < $1.effectiveFrom }
    }

    /// The one that applies to a session that begins on that day; nil before the first.
    public func checklist(on day: Day) -> Checklist? { checklists.last { $0.effectiveFrom <= day } }
}
