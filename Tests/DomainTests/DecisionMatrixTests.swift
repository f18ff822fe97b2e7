import Domain
import Foundation
import Testing

/// Every state × every command, with facts under which every guard holds, against a table that people can read.
@Suite struct DecisionMatrixTests {
    private static let golden = RepositoryFiles.root
        .appending(path: "Tests/DomainTests/Golden/decision-matrix.md")
    private static let renewal = "VIDEOCHECK_RENEW_GOLDEN"

    private func cell(_ path: StraightPath, _ state: CheckState.Name, _ command: CheckCommand.Name) throws
        -> String
    {
        // Only a check with findings can fail, only one without can pass.
        let check = try path.check(in: state, findings: command == .fail ? [path.finding] : [])
        let ruling = decide(
            check, path.command(command), by: Actor(command.usualRole, "test"), try path.facts(),
            now: path.moment(command))
        return switch ruling {
        case .accepted(let transition): "→ \(transition.state.name.rawValue)"
        case .refused(let refusal): refusal.guard.rawValue
        }
    }

    private func table() throws -> String {
        let path = try StraightPath()
        let commands = CheckCommand.Name.allCases
        var lines = [
            "# What `decide` says to every command in every state",
            "",
            "All guards hold: facts, time and arguments are as they should be. `→ state` is where the command leads;",
            "anything else is the guard that refuses. Renewed by `\(Self.renewal)=1 swift test --filter DecisionMatrix`.",
            "",
            "| state | \(commands.map(\.rawValue).joined(separator: " | ")) |",
            "|---|\(commands.map { _ in "---|" }.joined())",
        ]
        for state in CheckState.Name.allCases {
            let cells = try commands.map { try cell(path, state, $0) }
            lines.append("| \(state.rawValue) | \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test func `every state answers every command as the golden table says`() throws {
        let now = try table()
        if ProcessInfo.processInfo.environment[Self.renewal] == "1" {
            try Data(now.utf8).write(to: Self.golden)
        }
        let filed = (try? String(contentsOf: Self.golden, encoding: .utf8)) ?? ""
        let (was, becomes) = (filed.split(separator: "\n"), now.split(separator: "\n"))
        let changed = becomes.filter { !was.contains($0) } + was.filter { !becomes.contains($0) }
        #expect(
            filed == now,
            """
            The procedure answers otherwise than Tests/DomainTests/Golden/decision-matrix.md:
            \(changed.joined(separator: "\n"))
            If that is meant: \(Self.renewal)=1 swift test --filter DecisionMatrix, and read the difference.
            """)
    }

    @Test func `takenFrom names exactly the states that decide takes a command in`() throws {
        let path = try StraightPath()
        for state in CheckState.Name.allCases {
            for command in CheckCommand.Name.allCases {
                let answer = try cell(path, state, command)
                #expect(
                    answer.hasPrefix("→") == command.takenFrom.contains(state),
                    "\(command.rawValue) in \(state.rawValue): \(answer)")
                if !command.takenFrom.contains(state) {
                    #expect(answer == Refusal.Guard.wrongState.rawValue)
                }
            }
        }
    }
}
