import ArgumentParser
import Domain
import Foundation

/// What a command works with: the server to ask, where to print, in which language.
struct Desk: Sendable {
    let api: API
    let out: Output
    let say: Language
}

/// A command that talks to the server. Its trouble becomes one sentence and an exit status.
protocol DeskCommand: AsyncParsableCommand {
    var everywhere: GlobalOptions { get }
    func run(at desk: Desk) async throws
}

extension DeskCommand {
    func run() async throws {
        let desk = try everywhere.desk()
        do {
            try await run(at: desk)
        } catch let trouble as Trouble {
            desk.out.complain(trouble)
            throw ExitCode(trouble.status.rawValue)
        } catch let fault as Fault {
            desk.out.complain(Trouble(fault))
            throw ExitCode(Trouble.Status.refused.rawValue)
        } catch let stop as Signals.Stop {
            throw ExitCode(128 + stop.number)
        }
    }
}
