import ArgumentParser
import Domain

extension CaseCommand.Name {
    /// The subcommand that gives this command; nil for what the party does. No `default`: a command that joins the
    /// procedure does not compile until it is decided here.
    var program: (any ParsableCommand.Type)? {
        switch self {
        case .notify: CaseNotifyCommand.self
        case .serve: CaseServeCommand.self
        case .statement: CaseStatementCommand.self
        case .askHearing: CaseAskHearingCommand.self
        case .setHearing: CaseSetHearingCommand.self
        case .holdHearing: CaseHoldHearingCommand.self
        case .legalReview: CaseLegalReviewCommand.self
        case .decide: CaseDecideCommand.self
        case .execute: CaseExecuteCommand.self
        case .deregister: CaseDeregisterCommand.self
        case .dismiss: CaseDismissCommand.self
        case .settleClock: CaseSettleClockCommand.self
        case .acknowledge: nil
        }
    }
}

struct CheckFileCaseCommand: GivenCommand {
    static let name = CheckCommand.Name.fileCase
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "File a legal case on the check (立案); the bureau head gives it.")

    @OptionGroup var given: GivenOptions

    @Option(help: "Penalty or revocation.")
    var kind: LegalCase.Kind

    @Option(help: "What the case is about.")
    var cause: LegalCase.Cause

    @Option(help: "The facts.")
    var facts: String

    @Option(help: "The statutes that are thought to be broken.")
    var basis: String

    @Option(help: ArgumentHelp("A person of the check whom it concerns; may be repeated.", valueName: "id"))
    var person: [String] = []

    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields(at desk: Desk) async throws -> [String: JSONValue] {
        [
            "kind": .string(kind.rawValue), "cause": .string(cause.rawValue), "facts": .string(facts),
            "basis": .string(basis), "persons": .array(person.map { .string($0) }),
        ]
    }
}

/// What every command to a case takes.
struct CaseOptions: ParsableArguments {
    @Argument(help: "The case's number (AJ2026-00001) or id.", completion: Completing.cases)
    var legalCase: String

    @Option(help: ArgumentHelp("Who gives the command (default: $VIDEOCHECK_BY or $USER).", valueName: "name"))
    var by: String?

    @Option(help: "In which capacity (default: the one that usually gives this command).")
    var role: Actor.Role?
}

/// A command to a case: `POST /cases/{case}/{name}` with the fields that its options give.
protocol CaseGivenCommand: DeskCommand {
    static var name: CaseCommand.Name { get }
    var given: CaseOptions { get }
    func fields() throws -> [String: JSONValue]
}

extension CaseGivenCommand {
    func run(at desk: Desk) async throws {
        var body = try fields()
        body["by"] = Person.name(given.by).map { .string($0) }
        body["role"] = given.role.map { .string($0.rawValue) }
        let found = try await desk.api.post(["cases", given.legalCase, Self.name.rawValue], .object(body))
        if desk.out.json { return desk.out.document(found) }
        desk.out.done("\(found.cell("case_no"))  \(Glossary(say: desk.say).caseState(found["state"]?.text))")
    }
}

/// What is proposed or decided.
struct MeasureOptions: ParsableArguments {
    @Flag(help: "A warning (警告).")
    var warning = false

    @Option(help: ArgumentHelp("A fine (罚款), in fen: 100 fen are 1 yuan.", valueName: "fen"))
    var fineFen: Int64?

    @Option(help: ArgumentHelp("Confiscation of unlawful gains (没收违法所得), in fen.", valueName: "fen"))
    var confiscationFen: Int64?

    @Option(help: ArgumentHelp("Forfeiture (吊销) of this licence.", valueName: "number"))
    var forfeiture: String?

    @Option(help: ArgumentHelp("The licence that is revoked (撤销).", valueName: "number"))
    var licenceNo: String?

    @Option(help: "Why it is revoked.")
    var ground: String?

    var fields: [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        if warning { fields["warning"] = true }
        fields["fine_fen"] = fineFen.map { .int($0) }
        fields["confiscation_fen"] = confiscationFen.map { .int($0) }
        fields["forfeiture"] = forfeiture.map { .string($0) }
        fields["licence_no"] = licenceNo.map { .string($0) }
        fields["ground"] = ground.map { .string($0) }
        return fields
    }
}

struct CaseNotifyCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.notify
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Announce to the party what is proposed (告知).")
    @OptionGroup var given: CaseOptions
    @OptionGroup var measures: MeasureOptions
    @Option(help: "The facts (default: those of the filing).") var facts: String?
    @Option(help: "The law (default: that of the filing).") var basis: String?
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] {
        var fields = measures.fields
        fields["facts"] = facts.map { .string($0) }
        fields["basis"] = basis.map { .string($0) }
        return fields
    }
}

struct CaseServeCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.serve
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Put on record that the case's last paper arrived (送达).")
    @OptionGroup var given: CaseOptions
    @Option(help: "How it was served.") var proof: StaffProof
    @Option(help: "When it arrived: 2026-03-02T09:00:00+08:00.") var arrivedAt: Instant
    @Option(help: "What proves it.") var note: String
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] {
        ["proof": .string(proof.rawValue), "arrived_at": .string(arrivedAt.text), "note": .string(note)]
    }
}

struct CaseStatementCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.statement
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Put the party's statement, or its waiver, on record (陈述申辩).")
    @OptionGroup var given: CaseOptions
    @Option(help: "What it says.") var text: String?
    @Flag(help: "It waives what is left of its time, and a hearing.") var waive = false
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] { ["text": .text(text), "waive": .bool(waive)] }
}

struct CaseAskHearingCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.askHearing
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record that the party asks for a hearing (听证申请).")
    @OptionGroup var given: CaseOptions
    @Option(help: "Its reasons, if it gives any.") var reason: String?
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] { ["reason": .text(reason)] }
}

struct CaseSetHearingCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.setHearing
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Set the hearing; its notice goes to the party (听证通知).")
    @OptionGroup var given: CaseOptions
    @Option(help: "When: 2026-03-20T09:00:00+08:00.") var at: Instant
    @Option(help: "Where.") var place: String
    @Option(help: "Who presides: nobody who has worked on the case.") var chair: String
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] {
        ["at": .string(at.text), "place": .string(place), "chair": .string(chair)]
    }
}

struct CaseHoldHearingCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.holdHearing
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "File the hearing's transcript (听证笔录).")
    @OptionGroup var given: CaseOptions
    @Option(help: "The transcript.") var record: String
    @Flag(help: "The party stayed away without good cause.") var partyAbsent = false
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] {
        ["record": .string(record), "party_absent": .bool(partyAbsent)]
    }
}

struct CaseLegalReviewCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.legalReview
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "The legal reviewer's opinion (法制审核).")
    @OptionGroup var given: CaseOptions
    @Option(help: "Approve it, or return it.") var opinion: LegalReview.Opinion
    @Option(help: "The reasons.") var text: String
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] {
        ["opinion": .string(opinion.rawValue), "text": .string(text)]
    }
}

struct CaseDecideCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.decide
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Decide (处罚决定、撤销决定); not more than was announced.")
    @OptionGroup var given: CaseOptions
    @OptionGroup var measures: MeasureOptions
    @Option(help: "Why, and which of the party's statements were followed.") var reason: String
    @Option(help: "Why it comes after its term.") var lateReason: String?
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] {
        measures.fields.merging(["reason": .string(reason), "late_reason": .text(lateReason)]) { $1 }
    }
}

struct CaseExecuteCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.execute
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Record that the penalty is carried out (执行).")
    @OptionGroup var given: CaseOptions
    @Option(help: "How.") var how: Execution.How
    @Option(help: "The receipt's number.") var receiptNo: String?
    @Option(help: "What else there is to say.") var note: String?
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] {
        ["how": .string(how.rawValue), "receipt_no": .text(receiptNo), "note": .text(note)]
    }
}

struct CaseDeregisterCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.deregister
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Strike the revoked licence off (注销).")
    @OptionGroup var given: CaseOptions
    @Option(help: "What there is to say.") var note: String?
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] { ["note": .text(note)] }
}

struct CaseDismissCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.dismiss
    static let configuration = CommandConfiguration(
        commandName: name.rawValue, abstract: "Dismiss the case: no measure is taken (撤案、不予处罚).")
    @OptionGroup var given: CaseOptions
    @Option(help: "On which ground.") var ground: Dismissal.Ground
    @OptionGroup var because: ReasonOption
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] {
        because.fields.merging(["ground": .string(ground.rawValue)]) { $1 }
    }
}

struct CaseSettleClockCommand: CaseGivenCommand {
    static let name = CaseCommand.Name.settleClock
    static let configuration = CommandConfiguration(
        commandName: name.rawValue,
        abstract: "Say that what a deadline of the case asks for was done elsewhere: published (期限内事项已完成).")
    @OptionGroup var given: CaseOptions
    @Option(help: "Which clock, as `deadline list` names it.") var clock: ClockName
    @Option(help: "What was done, where it can be seen, and by whom.") var note: String
    @OptionGroup(title: "Everywhere") var everywhere: GlobalOptions

    func fields() throws -> [String: JSONValue] { ["clock": .string(clock.rawValue), "note": .string(note)] }
}
