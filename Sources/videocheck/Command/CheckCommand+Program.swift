import ArgumentParser
import Domain

extension CheckCommand.Name {
    /// The subcommand that gives this command; nil for what the timer or the party does. No `default`: a command that
    /// joins the procedure does not compile until it is decided here.
    var program: (any ParsableCommand.Type)? {
        switch self {
        case .approve: CheckApproveCommand.self
        case .begin: CheckBeginCommand.self
        case .complete: CheckCompleteCommand.self
        case .seal: CheckSealCommand.self
        case .review: CheckReviewCommand.self
        case .pass: CheckPassCommand.self
        case .fail: CheckFailCommand.self
        case .schedule, .issue, .close, .acknowledge: nil
        }
    }
}
