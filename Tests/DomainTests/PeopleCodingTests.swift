import Domain
import Foundation
import Testing

@Suite struct PeopleCodingTests {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func `JSON is in snake case and comes back the same`() throws {
        let certificate = Certificate(
            type: .specialOperation, number: "T1", issuer: "某市应急局", validTo: try Day("2027-01-31"))
        let text = try json(certificate)
        #expect(
            text
                == #"{"issuer":"某市应急局","number":"T1","type":"special_operation","valid_to":"2027-01-31"}"#)
        #expect(try JSONDecoder().decode(Certificate.self, from: Data(text.utf8)) == certificate)

        let inspector = Inspector(
            id: "ins_1", name: "王伟", certificateNo: "C-1", certificateExpires: try Day("2026-12-31"))
        let shown = try json(inspector)
        #expect(
            shown
                == #"{"active":true,"certificate_expires":"2026-12-31","certificate_no":"C-1","id":"ins_1","name":"王伟"}"#
        )
        #expect(try JSONDecoder().decode(Inspector.self, from: Data(shown.utf8)) == inspector)
    }

    @Test func `the lists of words are those of the contract`() {
        #expect(Post.allowed == "technical_lead, safety_lead, technician, skilled_worker, hv_electrician")
        #expect(ApplicationKind.allowed == "new, change_item, change_registration, renew, reissue")
        #expect(Post.allCases.filter(\.isLead) == [.technicalLead, .safetyLead])
        let found = fault { _ = try ApplicationKind(word: "extend", field: "kind") }
        #expect(found?.field == "kind")
        #expect(found?.message.contains(ApplicationKind.allowed) == true)
    }
}
