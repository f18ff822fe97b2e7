import Foundation

extension Facts {
    /// Who inspects this check, who may take a place, and what was asked about it.
    public struct People: Sendable {
        /// Those of the check and of its draw.
        public var roster: [Inspector] = []
        public var draw: DrawRecord?
        /// Quarters that are taken, by inspector id.
        public var busy: [String: Set<Quantum>] = [:]
        public var recusals: [Recusal] = []
        /// Ids of those who were replaced: none of them comes back.
        public var replaced: Set<String> = []
        public var experts: [Expert] = []
        /// Of each who is said to be present, by id.
        public var proven: [String: PresenceProven] = [:]
        /// Identifiers set aside.
        public var recusalID: ID<Recusal>?
        public var expertID: ID<Expert>?
        public init() {}

        /// Whom no draw's rank brings back.
        public var barred: Set<String> {
            replaced.union(recusals.filter { $0.decision?.granted == true }.map(\.inspectorID))
        }

        public var pending: Recusal? { recusals.first { $0.decision == nil } }

        func name(_ id: String) -> String {
            roster.first { $0.id == id }.map { "\($0.name) (\(id))" } ?? id
        }
    }
}

/// Rows beside the check that say who inspects it.
public enum PeopleEffect: Sendable {
    case asked(Recusal)
    /// With its decision.
    case decided(Recusal)
    /// The place, and what is booked from then on.
    case replaced(Replacement)
    case invited(Expert)
    case joined([ID<Expert>])
    case paid(ID<Expert>, Expert.Fee)
}
