import ArgumentParser
import Domain

// The Domain's closed lists are options' values: the parser checks them, and completion offers them.
extension CheckState.Stage: ExpressibleByArgument {}
extension CheckState.Name: ExpressibleByArgument {}
extension Check.Source: ExpressibleByArgument {}
extension Replacement.Cause: ExpressibleByArgument {}
extension Actor.Role: ExpressibleByArgument {}
extension Interruption.Cause: ExpressibleByArgument {}
extension Escalated.Code: ExpressibleByArgument {}
extension ClockName: ExpressibleByArgument {}
extension LegalCase.Kind: ExpressibleByArgument {}
extension LegalCase.Cause: ExpressibleByArgument {}
extension CaseState.Name: ExpressibleByArgument {}
extension LegalReview.Opinion: ExpressibleByArgument {}
extension Execution.How: ExpressibleByArgument {}
extension Dismissal.Ground: ExpressibleByArgument {}

/// Proofs of service that staff put on record; the others are the party's own.
enum StaffProof: String, CaseIterable, ExpressibleByArgument {
    case signedReceipt = "signed_receipt"
    case letterReceipt = "letter_receipt"
    case recordedCall = "recorded_call"
}

/// States of a delivery, as `GET /deliveries?state=` takes them.
enum DeliveryWord: String, CaseIterable, ExpressibleByArgument {
    case pending, delivered, held, manual
}

enum CaptureWord: String, CaseIterable, ExpressibleByArgument {
    case external, live
}
