import Domain
import Foundation
import Testing

@testable import Documents

/// The fields that templates may use are those that the procedure gives.
@Suite struct FieldTests {
    @Test func `every kind of paper declares exactly what decide gives it`() throws {
        let papers = try Story.allPapers()
        for kind in DocumentKind.allCases where kind.isWritten {
            let own = papers.filter { $0.kind == kind }
            #expect(!own.isEmpty, "no story files a \(kind.rawValue)")
            let declared = try #require(kind.ownFields)
            let given = Set(own.flatMap(\.fields.keys))
            #expect(given == Set(declared.keys), "\(kind.rawValue)")
            for paper in own {
                for (name, value) in paper.fields { fits(value, declared[name], "\(kind.rawValue).\(name)") }
            }
        }
        #expect(DocumentKind.evidenceManifest.ownFields == nil && DocumentKind.sealedScan.ownFields == nil)
    }

    private func fits(_ value: JSONValue, _ field: DocumentField?, _ place: String) {
        switch (value, field) {
        case (.null, _), (_, .machine), (.string, .text), (.string, .time), (.int, .text), (.bool, .flag): break
        case (.string(let code), .word(let word)):
            #expect(word.words(code).zh != code, "\(place): \(code) has no word")
        case (.array(let items), .list(let inner)):
            for case .object(let item) in items {
                #expect(Set(item.keys) == Set(inner.keys), "\(place)")
                for (name, value) in item { fits(value, inner[name], "\(place).\(name)") }
            }
        default: Issue.record("\(place) is \(value), declared as \(String(describing: field))")
        }
    }

    @Test func `every code has words in both languages`() {
        let codes: [(DocumentWord, [String])] = [
            (.proof, Service.Proof.allCases.map(\.rawValue)), (.cause, Interruption.Cause.allCases.map(\.rawValue)),
            (.escalation, Escalated.Code.allCases.map(\.rawValue)),
            (.severity, Finding.Severity.allCases.map(\.rawValue)),
            (.answer, ChecklistAnswer.allCases.map(\.rawValue)),
            (.verdict, InspectorVerdict.Word.allCases.map(\.rawValue)),
            (.basis, ["session", "no_show", "declined", "record"]),
            (.asker, Actor.Role.allCases.map(\.rawValue)), (.replacement, Replacement.Cause.allCases.map(\.rawValue)),
        ]
        for (word, all) in codes {
            #expect(Set(all.map { word.words($0).zh }).count == all.count)
            #expect(Set(all.map { word.words($0).en }).count == all.count)
            for code in all { #expect(word.words(code).zh != code && !word.words(code).en.contains("_")) }
            #expect(word.words("unheard_of") == ("unheard_of", "unheard_of"))
        }
    }

    @Test func `what is missing in a list is not taken from outside`() {
        let values = DocumentValues.values(
            ["note": "outer", "interruptions": .array([.object(["from": "09:10", "note": ""])])],
            of: ["note": .text, "interruptions": .list(["from": .text, "note": .text])])
        let items = values["interruptions"] as? [[String: Any]]
        #expect(items?.first?["note"] is NSNull)
        #expect(items?.first?["n"] as? String == "1")
        #expect(values["has_interruptions"] as? Bool == true)
    }
}
