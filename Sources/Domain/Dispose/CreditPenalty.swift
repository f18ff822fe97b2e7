// The wire's own names stand in the message below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Foundation

/// `credit_penalty/1`: what the credit platform is told of a penalty that was served. The `cf_*` columns are those of the
/// public double disclosure (双公示); amounts are in 万元 with six decimals, as text, so that no reader rounds them. It
/// holds no ID number and names no person but the party's legal representative.
public struct CreditPenalty: Sendable, Equatable, Codable {
    public let schema: String
    public let message_id: ID<Message>
    public let idempotency_key: String
    public let occurred_at: Date
    public let party: Party
    public let doc_no: String
    public let case_no: String
    public let check_no: String
    public let violation: String
    public let facts: String
    public let basis: String
    public let category: [Penalty.Kind]
    public let content: String
    public let fine: String
    public let confiscation: String
    public let dates: Dates
    public let authority: String

    public let cf_xdr_mc: String
    public let cf_xdr_lb: String
    public let cf_xdr_shxym: String
    public let cf_xdr_fddbr: String?
    public let cf_wsh: String
    public let cf_wfxw: String
    public let cf_wfss: String
    public let cf_cfyj: String
    public let cf_cflb: String
    public let cf_cfnr: String
    public let cf_nr_fk: String
    public let cf_nr_wfff: String
    public let cf_nr_zkdx: String?
    public let cf_cfjdrq: String
    public let cf_cfjg: String
    public let cf_sjly: String

    public struct Party: Sendable, Equatable, Codable {
        public let uscc: String
        public let name: String
    }

    /// YYYY-MM-DD on the centre's calendar.
    public struct Dates: Sendable, Equatable, Codable {
        public let filed: Day
        public let decided: Day
        public let served: Day
    }

    init(_ legalCase: LegalCase, _ served: DecisionServed, _ facts: CaseFacts, message: ID<Message>, now: Date) {
        let decided = served.decided
        let notified = decided.reviewed.basis.served.notified
        schema = "credit_penalty/1"
        message_id = message
        idempotency_key = "penalty:\(legalCase.caseNo):r1"
        occurred_at = now
        party = Party(uscc: legalCase.uscc, name: legalCase.enterpriseName)
        doc_no = decided.number
        case_no = legalCase.caseNo
        check_no = legalCase.checkNo
        violation = legalCase.filing.cause.title.zh
        self.facts = notified.facts
        basis = notified.basis
        category = decided.measures.penalties.map(\.kind)
        content = decided.measures.words.map(\.zh).joined(separator: "；")
        fine = Penalty.tenThousandYuan(decided.measures.fen(.fine))
        confiscation = Penalty.tenThousandYuan(decided.measures.fen(.confiscation))
        dates = Dates(
            filed: Day(legalCase.filing.at, in: facts.timeZone), decided: Day(decided.at, in: facts.timeZone),
            served: Day(served.service.arrivedAt, in: facts.timeZone))
        authority = facts.authority
        cf_xdr_mc = party.name
        cf_xdr_lb = "法人及非法人组织"
        cf_xdr_shxym = party.uscc
        cf_xdr_fddbr = facts.legalRep
        cf_wsh = doc_no
        cf_wfxw = violation
        cf_wfss = notified.facts
        cf_cfyj = basis
        cf_cflb = decided.measures.penalties.map(\.kind.title.zh).joined(separator: ";")
        cf_cfnr = content
        cf_nr_fk = fine
        cf_nr_wfff = confiscation
        cf_nr_zkdx =
            decided.measures.penalties.lazy.compactMap {
                if case .forfeiture(let licence) = $0 { licence } else { nil }
            }.first
        cf_cfjdrq = dates.decided.description
        cf_cfjg = authority
        cf_sjly = authority
    }
}
