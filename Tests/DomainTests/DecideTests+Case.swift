import Domain

extension DecideTests {
    func casefiling() throws -> [Provocation] {
        func file(
            _ kind: LegalCase.Kind = .penalty, _ cause: LegalCase.Cause = .certificateLending, facts: String = "f",
            basis: String = "b", persons: [ID<Check.Person>] = []
        ) -> CheckCommand {
            .fileCase(FileCase(kind: kind, cause: cause, facts: facts, basis: basis, persons: persons))
        }
        return [
            try provoke(.reason, "facts", at: .failedServed, file(facts: "")),
            try provoke(.reason, "basis", at: .failedServed, file(basis: "")),
            try provoke(.people, "each once", at: .failed, file(persons: [path.stranger])),
            try provoke(.people, "each once", at: .failed, file(persons: [path.person, path.person])),
            try provoke(.findings, "failed", at: .reviewedFindings, file(.revocation)),
            try provoke(.findings, "failed", at: .reviewed, file(.revocation, .falseMaterial)),
            try provoke(.openCase, "open on", at: .failedServed, file()) { $0.openCases = [.penalty] },
            try provoke(.document, "case", at: .failedServed, file()) { $0.newCase = nil },
            try provoke(.role, "bureau_head", at: .failedServed, file(), by: .head),
            try provoke(.wrongState, "under_review", at: .passed, file()),
            try provoke(.revoked, "AJ2021-00001", at: .failedServed, .reopen(reason: "r")) {
                $0.revokedBy = "AJ2021-00001"
            },
            try provoke(.revoked, "AJ2021-00001", at: .failedServed, .withdraw(reason: "r")) {
                $0.revokedBy = "AJ2021-00001"
            },
            try provoke(.openCase, "ended or dismissed", at: .failedServed, .close) { $0.openCases = [.revocation] },
        ]
    }
}
