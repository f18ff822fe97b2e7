import Domain
import Foundation
import Testing

/// Every place × every command, with facts under which every guard holds, against a table that people can read.
@Suite struct DecisionMatrixTests {
    private static let golden = RepositoryFiles.root
        .appending(path: "Tests/DomainTests/Golden/decision-matrix.md")

    private let matrix: DecisionMatrix

    init() throws { matrix = try DecisionMatrix.shared.get() }

    @Test func `every state answers every command as the golden table says`() throws {
        let now = matrix.text
        if ProcessInfo.processInfo.environment[DecisionMatrix.renewal] == "1" {
            try Data(now.utf8).write(to: Self.golden)
        }
        let filed = (try? String(contentsOf: Self.golden, encoding: .utf8)) ?? ""
        let changed = now.split(separator: "\n").difference(from: filed.split(separator: "\n")).map { change in
            switch change {
            case .insert(_, let line, _): "+ \(line)"
            case .remove(_, let line, _): "- \(line)"
            }
        }
        #expect(
            filed == now,
            """
            The procedure answers otherwise than Tests/DomainTests/Golden/decision-matrix.md:
            \(changed.joined(separator: "\n"))
            If that is meant: \(DecisionMatrix.renewal)=1 swift test --filter DecisionMatrix, and read the difference.
            """)
    }

    @Test func `the places stand in every state`() {
        let states = Set(matrix.standings.values.map(\.check.state.name))
        #expect(states == Set(CheckState.Name.allCases))
    }

    @Test func `takenFrom names exactly the states that decide takes a command in`() {
        for state in CheckState.Name.allCases {
            for command in CheckCommand.Name.allCases {
                let cells = matrix.cells.filter { $0.state == state && $0.command == command }
                let answers = cells.map(\.answer)
                if command.takenFrom.contains(state) {
                    #expect(
                        cells.contains { $0.ruling.transition != nil },
                        "\(command.rawValue) in \(state.rawValue) leads nowhere: \(answers)")
                } else {
                    #expect(
                        cells.allSatisfy { $0.ruling.refusal?.guard == .wrongState },
                        "\(command.rawValue) in \(state.rawValue): \(answers)")
                }
            }
        }
    }

    @Test func `an accepted command files exactly the papers that it declares, each once`() {
        var seen: Set<DocumentKind> = []
        for cell in matrix.cells {
            guard let transition = cell.ruling.transition else { continue }
            let filed = transition.filed
            #expect(
                filed.map(\.kind) == cell.papers,
                "\(cell.command.rawValue) in \(cell.place.rawValue)")
            for paper in filed {
                #expect(paper.id == matrix.path.papers[paper.kind]?.id && paper.number.hasPrefix(paper.kind.series))
                #expect(paper.fields["by"] == "test")
            }
            #expect(transition.sent.allSatisfy(filed.contains), "\(cell.command.rawValue) sends what it does not file")
            seen.formUnion(filed.map(\.kind))
        }
        // The manifest is filed with the evidence, by its digest and not as a paper with words.
        // The papers of a filed case are its own matrix's business.
        let others = CasePath.papers.union([.evidenceManifest, .sealedScan])
        #expect(seen == Set(DocumentKind.allCases).subtracting(others))
    }

    @Test func `without a number for its paper no command goes through`() throws {
        for cell in matrix.cells where cell.ruling.transition != nil {
            guard let kind = cell.papers.first, let standing = matrix.standings[cell.place]
            else { continue }
            let now = matrix.path.moment(cell.command, after: standing.at)
            let ruling = try matrix.path.ruling(
                standing.check, matrix.path.command(cell.command, at: now), at: now, posted: standing.posted
            ) { $0.papers[kind] = nil }
            #expect(ruling.refusal?.guard == .document, "\(cell.command.rawValue) in \(cell.place.rawValue)")
        }
    }

    @Test func `a command is for the roles that it names, in every place`() throws {
        for (place, standing) in matrix.standings {
            for name in CheckCommand.Name.allCases {
                let now = matrix.path.moment(name, after: standing.at)
                let command = matrix.path.command(name, at: now)
                for role in Actor.Role.allCases {
                    let ruling = try matrix.path.ruling(
                        standing.check, command, at: now, posted: standing.posted, by: role)
                    let what = "\(name.rawValue) by a \(role.rawValue) in \(place.rawValue)"
                    // A timer brings a check under review, and changes no finding there.
                    let barred = name == .review && role == .timer && standing.check.state.name == .underReview
                    let mayNot = ruling.refusal?.guard == .role
                    #expect(mayNot == (barred || !name.roles.contains(role)), "\(what)")
                    if mayNot && !barred {
                        let text = ruling.refusal?.text ?? ""
                        #expect(name.roles.allSatisfy { text.contains($0.rawValue) }, "\(what): \(text)")
                    }
                    if let event = ruling.transition?.event { #expect(event.actor == Actor(role, "test")) }
                }
            }
        }
    }

    @Test func `who may give a command is told to whoever asks`() {
        for name in CheckCommand.Name.allCases {
            #expect(!name.roles.isEmpty && Set(name.roles).count == name.roles.count)
            #expect(name.usualRole == name.roles.first)
        }
        #expect(CheckCommand.Name.allCases.filter { !$0.isForStaff } == [.acknowledge])
    }
}
