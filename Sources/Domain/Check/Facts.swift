import Foundation

/// Everything outside the row that a guard asks for, read in the same transaction as the row. A command that does not
/// need a fact finds it empty.
public struct Facts: Sendable {
    public let rules: RuleSet
    public let calendar: WorkingCalendar
    public let timeZone: TimeZone
    public var planning: Planning?
    public var clockSynchronised = true
    public var footage: [Footage] = []
    /// Who may take this check today (`Inspector.unfitness`), by id.
    public var inspectors: Set<String> = []
    /// Numbers and identifiers set aside for the papers that this command files.
    public var papers: [DocumentKind: Paper.Reservation] = [:]
    /// What is set aside for a result message.
    public var result: ResultReservation?
    /// What is set aside for a linked on-site check.
    public var onsite: CheckReservation?
    /// The checklist of the day, and the seed of the check's draw: what begin freezes.
    public var checklist: Checklist?
    public var seed: Hash32?
    /// What the session has to answer, and what was answered so far, in the order it came.
    public var sheet: ChecklistSheet?
    public var answers: [Marker] = []
    /// Verdicts on what the check stands on now, and the names of its inspectors by id.
    public var verdicts: [FiledVerdict] = []
    public var inspectorNames: [String: String] = [:]
    /// Chance for a verdict's commitment.
    public var salt = Data()
    /// The newest list of sealed footage.
    public var manifest: FiledManifest?
    /// The paper that a scan belongs to.
    public var original: Original?
    public var people = People()
    /// Clocks of this check that run.
    public var clocks: Set<ClockName> = []
    /// Whether the party was reminded already of what a reminder would say now.
    public var reminded = false
    /// Channels by which the notice cannot arrive any more, with what became of it there.
    public var failedChannels: [ServiceChannel: String] = [:]
    /// The party's waiver of the notice period, where it was put on record before there was a slot.
    public var waiver: String?
    /// True once every result of the check that was posted has its receipt, and every penalty that is to be posted.
    public var delivered = false
    /// What is set aside for a filed case.
    public var newCase: LegalCase.Reservation?
    /// Kinds of the cases that are open on this check.
    public var openCases: [LegalCase.Kind] = []
    /// The number of the case by which the licence was revoked on this check, once that decision is served.
    public var revokedBy: String?

    public init(rules: RuleSet, calendar: WorkingCalendar, timeZone: TimeZone) {
        self.rules = rules
        self.calendar = calendar
        self.timeZone = timeZone
    }

    /// Who and what could be booked, and the next link of the seed chain.
    public struct Planning: Sendable {
        public let stations: [(id: String, busy: Set<Quantum>)]
        public let inspectors: [(inspector: Inspector, busy: Set<Quantum>)]
        public let link: SeedLink
        public init(
            stations: [(id: String, busy: Set<Quantum>)],
            inspectors: [(inspector: Inspector, busy: Set<Quantum>)], link: SeedLink
        ) {
            self.stations = stations
            self.inspectors = inspectors
            self.link = link
        }
    }

    /// One link of a pre-committed chain: its anchor is in the audit log since before the draw.
    public struct SeedLink: Sendable {
        public let anchor: Hash32
        /// From 1: hashing the link this many times gives the anchor.
        public let index: Int
        public let link: Hash32
        public init(anchor: Hash32, index: Int, link: Hash32) {
            self.anchor = anchor
            self.index = index
            self.link = link
        }
    }

    /// What is known of one recording of the check.
    public struct Footage: Sendable, Equatable {
        public let id: ID<Recording>
        public let state: RecordingState
        /// Bytes that survive a power cut.
        public let durableBytes: Int64
        public let sha256: String?
        public let manifestSHA256: String?
        public init(
            id: ID<Recording>, state: RecordingState, durableBytes: Int64, sha256: String?, manifestSHA256: String?
        ) {
            self.id = id
            self.state = state
            self.durableBytes = durableBytes
            self.sha256 = sha256
            self.manifestSHA256 = manifestSHA256
        }
    }

    public struct ResultReservation: Sendable {
        public let message: ID<Message>
        /// Certificate numbers of the check's inspectors, in the order of the draw.
        public let inspectorCertificateNos: [String]
        /// Results that were posted before: this one is the next, and replaces the last.
        public let posted: Int
        public init(message: ID<Message>, inspectorCertificateNos: [String], posted: Int) {
            self.message = message
            self.inspectorCertificateNos = inspectorCertificateNos
            self.posted = posted
        }
    }

    /// A filed evidence manifest and its digest.
    public struct FiledManifest: Sendable, Equatable {
        public let manifest: EvidenceManifest
        public let sha256: String
        public init(manifest: EvidenceManifest, sha256: String) {
            self.manifest = manifest
            self.sha256 = sha256
        }
    }

    /// A paper on file, and what is set aside for its scan.
    public struct Original: Sendable, Equatable {
        public let kind: DocumentKind
        public let number: String
        /// Scans of it that are on file.
        public let scans: Int
        public let copy: ID<Document>
        public init(kind: DocumentKind, number: String, scans: Int, copy: ID<Document>) {
            self.kind = kind
            self.number = number
            self.scans = scans
            self.copy = copy
        }
    }

    /// Whether the next verdict is the last that is needed: it reveals all.
    public var nextVerdictReveals: Bool { verdicts.count + 1 >= max(2, rules.verdictsRequired) }

    public struct CheckReservation: Sendable {
        public let id: ID<Check>
        public let number: String
        public init(id: ID<Check>, number: String) {
            self.id = id
            self.number = number
        }
    }
}

/// Where a recording stands; the API's words.
public enum RecordingState: String, Choice {
    case uploading, ingesting, ready, quarantined
}
