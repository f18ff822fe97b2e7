import Domain

/// Why a command ended without having done what it was asked, and the status that the program ends with.
struct Trouble: Error, Sendable {
    enum Status: Int32, Sendable {
        /// The server, or this machine, says no; asking again changes nothing.
        case refused = 1
        /// Nothing answers at the server's address.
        case unreachable = 69
        /// Not now: the same command may succeed later.
        case later = 75
    }

    let status: Status
    /// What is wrong and what to do, in one or two sentences.
    let message: String
    /// The server's problem document, if it was the server that said no.
    let problem: JSONValue?
    /// A transfer that can go on waits and tries again.
    let isPassing: Bool

    init(_ status: Status, _ message: String, problem: JSONValue? = nil, isPassing: Bool = false) {
        self.status = status
        self.message = message
        self.problem = problem
        self.isPassing = isPassing
    }

    /// A fault found on this side.
    init(_ fault: Fault) {
        self.init(fault.kind == .unavailable ? .later : .refused, fault.message)
    }
}
