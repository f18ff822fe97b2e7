import Domain
import Foundation
import Testing

/// Every place of a case × every command, against a table that a lawyer can read.
@Suite struct CaseMatrixTests {
    struct Cell {
        let place: CasePlace
        let state: CaseState.Name
        let command: CaseCommand.Name
        let ruling: CaseRuling

        var answer: String {
            switch ruling {
            case .accepted(let transition): "\(transition.state.name.rawValue) \(transition.state.name.chinese)"
            case .refused(let refusal): "refused: \(refusal.guard.rawValue)"
            }
        }

        var leaves: String {
            guard let transition = ruling.transition else { return "" }
            let sent = Set(transition.sent.map(\.kind))
            var parts = transition.filed.map {
                "\($0.kind.title.zh) \($0.kind.rawValue)" + (sent.contains($0.kind) ? ", to the party" : "")
            }
            parts += transition.results.map { "result \($0.check.outcome.rawValue)" }
            parts += transition.penalties.map { _ in "credit_penalty" }
            return parts.joined(separator: "; ")
        }
    }

    private static let golden = RepositoryFiles.root.appending(path: "Tests/DomainTests/Golden/case-matrix.md")

    let path: CasePath
    let cells: [Cell]

    init() throws {
        let path = try CasePath()
        cells = try CasePlace.allCases.flatMap { place in
            let (one, at) = try path.standing(at: place)
            return try CaseCommand.Name.allCases.map { name in
                let now = try path.moment(name, after: at)
                return Cell(
                    place: place, state: one.state.name, command: name,
                    ruling: path.ruling(one, try path.command(name, at: now, in: place), at: now))
            }
        }
        self.path = path
    }

    @Test func `every state of a case answers every command as the golden table says`() throws {
        let now = text
        if ProcessInfo.processInfo.environment[DecisionMatrix.renewal] == "1" {
            try Data(now.utf8).write(to: Self.golden)
        }
        let filed = (try? String(contentsOf: Self.golden, encoding: .utf8)) ?? ""
        #expect(filed == now, "renew by \(DecisionMatrix.renewal)=1 swift test --filter CaseMatrix, and read it")
    }

    @Test func `the places stand in every state`() {
        #expect(Set(cells.map(\.state)) == Set(CaseState.Name.allCases))
    }

    @Test func `takenFrom names exactly the states that decide takes a command in`() {
        for state in CaseState.Name.allCases {
            for command in CaseCommand.Name.allCases {
                let cells = cells.filter { $0.state == state && $0.command == command }
                let leads = cells.contains { $0.ruling.transition != nil }
                #expect(leads == command.takenFrom.contains(state), "\(command.rawValue) in \(state.rawValue)")
                // Why it cannot be decided yet is said as the guard that a lawyer would name.
                guard !leads, command != .decide else { continue }
                #expect(
                    cells.allSatisfy { $0.ruling.refusal?.guard == .wrongState },
                    "\(command.rawValue) in \(state.rawValue)")
            }
        }
    }

    @Test func `an accepted command files exactly the papers that it declares`() throws {
        var seen: Set<DocumentKind> = []
        for cell in cells {
            guard let transition = cell.ruling.transition else { continue }
            #expect(
                transition.filed.map(\.kind) == cell.command.papers(of: cell.place.kind), "\(cell.command.rawValue)")
            #expect(transition.sent.allSatisfy(transition.filed.contains))
            seen.formUnion(transition.filed.map(\.kind))
            guard let kind = cell.command.papers(of: cell.place.kind).first else { continue }
            let (one, at) = try path.standing(at: cell.place)
            let now = try path.moment(cell.command, after: at)
            let command = try path.command(cell.command, at: now, in: cell.place)
            #expect(path.ruling(one, command, at: now) { $0.papers[kind] = nil }.refusal?.guard == .document)
        }
        #expect(seen == CasePath.papers.union([.serviceReceipt]))
    }

    @Test func `a command is for the roles that it names, and each refusal is a sentence`() throws {
        for cell in cells {
            let (one, at) = try path.standing(at: cell.place)
            let now = try path.moment(cell.command, after: at)
            for role in Actor.Role.allCases {
                let ruling = path.ruling(
                    one, try path.command(cell.command, at: now, in: cell.place), at: now,
                    by: Actor(role, path.name(cell.command)))
                #expect((ruling.refusal?.guard == .role) == !cell.command.roles.contains(role))
            }
            if let text = cell.ruling.refusal?.text { #expect(text.hasSuffix(".") && text.count >= 20, "\(text)") }
        }
    }

    private var text: String {
        var lines = [
            "# What `decide` says to every command in every state of a filed case",
            "",
            "Facts, time and arguments are as they should be. `when` tells places of one state apart where it matters;",
            "`refused:` names the guard that stands in the way there. Everything that a state does not take at all is",
            "refused with `wrong_state`, and a role that is not named with `role`.",
            "Renewed by `\(DecisionMatrix.renewal)=1 swift test --filter CaseMatrix`.",
        ]
        for state in CaseState.Name.allCases { lines += section(state) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ state: CaseState.Name) -> [String] {
        let places = Set(cells.filter { $0.state == state }.map(\.place))
        var (rows, refused): ([String], [String]) = ([], [])
        for command in CaseCommand.Name.allCases {
            let own = cells.filter { $0.state == state && $0.command == command }
            if own.allSatisfy({ $0.ruling.refusal?.guard == .wrongState }) {
                refused.append(command.rawValue)
                continue
            }
            var answers: [(answer: String, leaves: String, places: [CasePlace])] = []
            for cell in own {
                if let known = answers.firstIndex(where: { $0.answer == cell.answer && $0.leaves == cell.leaves }) {
                    answers[known].places.append(cell.place)
                } else {
                    answers.append((cell.answer, cell.leaves, [cell.place]))
                }
            }
            let who = command.roles.map(\.rawValue).joined(separator: ", ")
            for (answer, leaves, at) in answers {
                let when = at.count == places.count ? "" : at.map(\.words).joined(separator: "; ")
                rows.append("| \(command.rawValue) | \(who) | \(when) | \(answer) | \(leaves) |")
            }
        }
        let table =
            rows.isEmpty
            ? ["Takes no command: it is over."]
            : ["| command | who may | when | leads to | leaves behind |", "|---|---|---|---|---|"] + rows
        return ["", "## \(state.rawValue) \(state.chinese)", ""] + table
            + ["", "Refused: \(refused.joined(separator: ", "))."]
    }
}

extension CaseState.Name {
    var chinese: String {
        switch self {
        case .filed: "已立案"
        case .notified: "已告知"
        case .noticeServed: "告知书已送达"
        case .hearingAsked: "已申请听证"
        case .hearingSet: "已通知听证"
        case .hearingHeld: "已举行听证"
        case .returned: "法制审核退回"
        case .legallyReviewed: "法制审核通过"
        case .decided: "已决定"
        case .decisionServed: "决定已送达"
        case .executed: "已执行"
        case .deregistered: "已注销"
        case .dismissed: "已撤案"
        }
    }
}
