import Domain
import Foundation
import Testing

extension DecideTests {
    /// Verdicts, checklists, addenda, scans.
    func supplementing() throws -> [Provocation] {
        let asking = try StraightPath(rules: ["verdicts_required": 2])
        let (first, second) = (path.drawn[0], path.drawn[1])
        func verdict(
            _ guardName: Refusal.Guard, _ says: String, _ verdict: InspectorVerdict, at place: Place = .sealed
        ) throws -> Provocation {
            try provoke(guardName, says, at: place, .verdict(verdict))
        }
        let sheet = sheet()
        return [
            try verdict(.verdict, "not one of this check's inspectors", path.verdict(by: "ins_z")),
            try verdict(.verdict, "is sealed since", path.verdict(by: first)),
            try verdict(.reason, "reason", path.verdict(reason: "")),
            try verdict(.findings, "pass has no findings", path.verdict(.pass, findings: [path.finding])),
            try verdict(.findings, "at least one finding", path.verdict(.fail)),
            try verdict(.people, "Nobody was seen", path.verdict(.pass), at: .noShow),
            try provoke(.wrongState, "second opinion", at: .reviewed, .verdict(path.verdict(by: second))),
            try provoke(.wrongState, "recheck is open", at: .rectifying, usual: .fail),
            // Who is missing is named.
            try provoke(.verdict, second, at: .sealed, usual: .review, path: asking) {
                $0.verdicts = [try asking.filed(asking.verdict(by: first))]
            },
            try provoke(.verdict, first, at: .noShow, usual: .review, path: asking),
            try provoke(.checklist, "Wang Wei: ID-01", at: .inSession, usual: .complete) { $0.sheet = sheet },
            try provoke(.draw, "no recorded draw", at: .served, usual: .begin) {
                $0.checklist = try RepositoryFiles.checklist()
            },
            try provoke(.footage, "kind addendum", at: .sealed, usual: .addend) { $0.footage = [] },
            try provoke(.footage, "still on its way", at: .passed, usual: .addend) {
                $0.footage = [path.footage(.ingesting)]
            },
            try provoke(.footage, "nothing to add to", at: .reviewedAbsence, usual: .addend),
            try provoke(.reason, "why only now", at: .sealed, .addend(reason: "")),
            try provoke(.document, "is no document of", at: .issued, usual: .fileScan) { $0.original = nil },
            try provoke(.document, "no paper", at: .issued, usual: .fileScan) {
                $0.original = .init(kind: .evidenceManifest, number: "M1", scans: 0, copy: .new(path.opening))
            },
            try provoke(
                .reason, "another takes its place", at: .issued,
                .fileScan(try FileScan(document: .new(path.opening), bytes: path.scan.bytes, reason: ""))
            ) {
                $0.original = .init(kind: .checkNotice, number: "N-1", scans: 1, copy: .new(path.opening))
            },
        ]
    }

    private func sheet() -> ChecklistSheet {
        ChecklistSheet(
            sha256: String(repeating: "c", count: 64), effectiveFrom: Day(path.opening, in: path.zone), name: "list",
            items: [
                ChecklistItem(
                    person: path.person, item: "ID-01", kind: .item, zh: "证件", en: "document",
                    answers: ChecklistAnswer.allCases)
            ])
    }

    @Test func `the first verdict is put away, the last reveals both and submits the check`() throws {
        let sealed = try path.standing(at: .sealed)
        let mine = path.verdict(.fail, by: path.drawn[0], findings: [path.finding])
        let first = try #require(
            try path.ruling(sealed.check, .verdict(mine), at: sealed.at) { $0.verdicts = [] }.transition)
        #expect(first.state == sealed.check.state && first.filed.isEmpty)
        let body = String(decoding: try CanonicalJSON.encode(first.event.body), as: UTF8.self)
        #expect(!body.contains("LEAD-02") && !body.contains("fail") && body.contains("commitment"))

        let other = path.finding(about: nil, rule: "SOC-01")
        let theirs = path.verdict(.rectify, by: path.drawn[1], findings: [path.finding, other])
        let second = try #require(
            try path.ruling(sealed.check, .verdict(theirs), at: sealed.at) {
                $0.verdicts = [try path.filed(mine)]
            }.transition)
        #expect(second.state.name == .underReview)
        #expect(second.findings == [[path.finding, other]], "the union, each once")
        #expect(second.event.body["agreed"] == false)
        guard case .array(let shown)? = second.event.body["verdicts"], case .object(let one) = shown[1],
            let text = one["statement"]?.text, let salt = one["salt"]?.text?.hexadecimalBytes
        else { throw Fault(.internal, "no verdicts in the event") }
        let again = try FiledVerdict(text, salt: Data(salt), by: "x", at: sealed.at, isRevealed: true)
        #expect(one["commitment"] == .string(again.commitment) && again.verdict == theirs)
    }

    @Test func `a decision on a disagreement prints both statements, one on agreement does not`() throws {
        let reviewed = try path.standing(at: .reviewedFindings)
        for (word, count) in [(InspectorVerdict.Word.pass, 2), (.fail, 0)] {
            let ruling = try path.ruling(
                reviewed.check, path.command(.fail, at: reviewed.at), at: reviewed.at
            ) {
                $0.verdicts = [
                    try path.filed(path.verdict(.fail, by: path.drawn[0], findings: [path.finding]), isRevealed: true),
                    try path.filed(path.verdict(word, by: path.drawn[1]), isRevealed: true),
                ]
            }
            guard case .array(let printed)? = ruling.transition?.filed.first?.fields["verdicts"] else {
                throw Fault(.internal, "no verdicts in the decision")
            }
            #expect(printed.count == count)
        }
    }

    @Test func `a new revision of the evidence names the one before, and later results name it`() throws {
        let sealed = try path.standing(at: .passed)
        let transition = try #require(
            try path.ruling(sealed.check, path.command(.addend, at: sealed.at), at: sealed.at).transition)
        let manifests = transition.effects.compactMap {
            if case .fileEvidence(let manifest) = $0 { manifest } else { nil }
        }
        let manifest = try #require(manifests.first)
        let sealedDigest = try path.sealedManifest().sha256
        #expect(manifest.revision == 2 && manifest.predecessorSHA256 == sealedDigest)
        #expect(manifest.recordings.map(\.recording) == [path.recording])
        let digest = try manifest.bytes.sha256Hex
        let reviewed = try path.standing(at: .reviewed)
        let passed = try path.ruling(reviewed.check, path.command(.pass, at: reviewed.at), at: reviewed.at) {
            $0.manifest = .init(manifest: manifest, sha256: digest)
        }
        #expect(passed.transition?.results.first?.evidence.manifestSHA256 == digest)
    }
}
