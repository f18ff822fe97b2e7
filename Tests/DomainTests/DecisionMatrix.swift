import Domain
import Foundation

/// What `decide` answers to every command in every place, found out once: the golden table and the walk both ask.
struct DecisionMatrix {
    struct Cell {
        let place: Place
        let state: CheckState.Name
        let command: CheckCommand.Name
        let ruling: Ruling
        /// The roles that it is open to, there.
        let roles: [Actor.Role]

        /// Papers that it must file: a verdict before the last one is put away unread.
        var papers: [DocumentKind] {
            command == .verdict && place.isUnjudged ? [] : command.papers(of: place.mode)
        }

        /// Where it leads, or the guard that refuses.
        var answer: String {
            switch ruling {
            case .accepted(let transition): "\(transition.state.name.rawValue) \(transition.state.name.chinese)"
            case .refused(let refusal): "refused: \(refusal.guard.rawValue)"
            }
        }

        /// Papers, whether they go to the party, and the result that is posted.
        var leavesBehind: String {
            guard let transition = ruling.transition else { return "" }
            let sent = Set(transition.sent.map(\.kind))
            var parts = transition.filed.map {
                "\($0.kind.title.zh) \($0.kind.rawValue)" + (sent.contains($0.kind) ? ", to the party" : "")
            }
            parts += transition.results.map { "result \($0.check.outcome.rawValue)" }
            parts += transition.onsite.isEmpty ? [] : ["a check on the spot"]
            parts += transition.opened.isEmpty ? [] : ["a filed case"]
            return parts.joined(separator: "; ")
        }
    }

    struct Move: Hashable {
        let from: CheckState.Name
        let command: CheckCommand.Name
        let to: CheckState.Name
    }

    let path: StraightPath
    let standings: [Place: Standing]
    let cells: [Cell]

    init() throws {
        let path = try StraightPath()
        var (standings, cells): ([Place: Standing], [Cell]) = ([:], [])
        for place in Place.allCases {
            let standing = try path.standing(at: place)
            standings[place] = standing
            for name in CheckCommand.Name.allCases {
                let now = path.moment(name, after: standing.at)
                let ruling = try path.ruling(
                    standing.check, path.command(name, at: now), at: now, posted: standing.posted
                ) { if place.isUnjudged { $0.verdicts = [] } }
                let open = try name.roles.filter { role in
                    let other = try path.ruling(
                        standing.check, path.command(name, at: now), at: now, posted: standing.posted, by: role)
                    return other.refusal?.guard != .role
                }
                cells.append(
                    Cell(
                        place: place, state: standing.check.state.name, command: name, ruling: ruling, roles: open))
            }
        }
        (self.path, self.standings, self.cells) = (path, standings, cells)
    }

    static let shared = Result { try DecisionMatrix() }

    /// Every way from state to state that a command leads.
    var moves: Set<Move> {
        Set(
            cells.compactMap { cell in
                cell.ruling.transition.map { Move(from: cell.state, command: cell.command, to: $0.state.name) }
            })
    }
}

extension DecisionMatrix {
    static let renewal = "VIDEOCHECK_RENEW_GOLDEN"

    /// For people: a section for each state.
    var text: String {
        var lines = [
            "# What `decide` says to every command in every state",
            "",
            "Facts, time and arguments are as they should be. `when` tells places of one state apart where it matters;",
            "`refused:` names the guard that stands in the way there. Everything that a state does not take at all is",
            "refused with `wrong_state`, and a role that is not named with `role`.",
            "Renewed by `\(Self.renewal)=1 swift test --filter DecisionMatrix`.",
        ]
        for state in CheckState.Name.allCases { lines += section(state) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func section(_ state: CheckState.Name) -> [String] {
        let places = Place.allCases.filter { standings[$0]?.check.state.name == state }
        var (rows, refused): ([String], [String]) = ([], [])
        for command in CheckCommand.Name.allCases {
            let cells = cells.filter { $0.state == state && $0.command == command }
            if cells.allSatisfy({ $0.ruling.refusal?.guard == .wrongState }) {
                refused.append(command.rawValue)
                continue
            }
            var answers: [(answer: String, leaves: String, places: [Place])] = []
            for cell in cells {
                let known = answers.firstIndex { $0.answer == cell.answer && $0.leaves == cell.leavesBehind }
                if let known {
                    answers[known].places.append(cell.place)
                } else {
                    answers.append((cell.answer, cell.leavesBehind, [cell.place]))
                }
            }
            let who = (cells.first?.roles ?? []).map(\.rawValue).joined(separator: ", ")
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

extension CheckState.Name {
    /// As the pages name it.
    var chinese: String {
        switch self {
        case .requested: "待审批"
        case .approved: "已批准"
        case .scheduled: "已排期"
        case .issued: "已发告知书"
        case .serviceFailed: "送达失败"
        case .served: "已送达"
        case .inSession: "核查中"
        case .interrupted: "已中断"
        case .aborted: "已中止"
        case .noShow: "未到场"
        case .declined: "拒绝配合"
        case .completed: "核查结束"
        case .sealed: "已封存"
        case .underReview: "待处理"
        case .rectifying: "整改中"
        case .rechecked: "已复查"
        case .passed: "通过"
        case .failed: "未通过"
        case .escalated: "转现场核查"
        case .withdrawn: "结果已撤回"
        case .cancelled: "已取消"
        case .closed: "已办结"
        }
    }
}
