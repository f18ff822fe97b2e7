import Testing

@testable import Domain

/// What cells say of an inspector's qualifications, leave and conflicts of interest.
@Suite struct InspectorCellsTests {
    private func day(_ text: String) throws -> Day { try Day(text) }

    @Test func `an empty cell says nothing, so that what is known stays`() throws {
        for cell in ["", " ", "；\n;"] {
            #expect(try InspectorTerms.qualifications(cell: cell) == nil)
            #expect(try InspectorTerms.leave(cell: cell) == nil)
            #expect(try InspectorTerms.conflicts(cell: cell) == nil)
        }
    }

    @Test(arguments: ["继电保护；高压试验", "继电保护、高压试验", "继电保护, 高压试验", "继电保护\n高压试验；"])
    func `qualifications stand between the usual signs`(cell: String) throws {
        #expect(try InspectorTerms.qualifications(cell: cell) == ["继电保护", "高压试验"])
    }

    @Test(arguments: [
        "2026-03-02至2026-03-06 年假；2026-05-04", "2026/3/2—2026/3/6（年假）;2026/5/4", "2026年3月2日到2026年3月6日年假\n2026年5月4日",
        "2026-03-02 2026-03-06 年假; 20260504", "2026-03-02..2026-03-06 年假；2026-05-04 至 2026-05-04",
    ])
    func `leave is written as people write it`(cell: String) throws {
        #expect(
            try InspectorTerms.leave(cell: cell) == [
                .init(from: day("2026-03-02"), to: day("2026-03-06"), note: "年假"),
                .init(from: day("2026-05-04"), to: day("2026-05-04"), note: nil),
            ])
    }

    @Test(arguments: ["年假", "2026-03-02至年底", "2026-13-02"])
    func `a leave without its days is refused by its place`(cell: String) {
        #expect { try InspectorTerms.leave(cell: "2026-01-05；" + cell) } throws: {
            ($0 as? Fault)?.kind == .invalid && ($0 as? Fault)?.field == "leave[1]"
        }
    }

    @Test(arguments: [
        "91350100M000100Y43 持有股份；91110000600037341L 配偶任职", "91350100M000100Y43（持有股份）;91110000600037341L：配偶任职",
    ])
    func `a conflict is a code and its reason`(cell: String) throws {
        #expect(
            try InspectorTerms.conflicts(cell: cell) == [
                .init(uscc: "91350100M000100Y43", reason: "持有股份"), .init(uscc: "91110000600037341L", reason: "配偶任职"),
            ])
    }

    @Test func `an entry changes what it names and keeps the rest`() throws {
        let known = try InspectorTerms(
            qualifications: ["继电保护"], leave: [.init(from: day("2026-03-02"), to: day("2026-03-06"))],
            conflicts: [.init(uscc: "91350100M000100Y43", reason: "持有股份")])
        let silent = try InspectorEntry(name: "林芳", certificateNo: "35-1", expires: nil)
        #expect(try silent.terms(over: known) == known)
        let entry = try InspectorEntry(
            name: "林芳", certificateNo: "35-1", expires: nil, qualifications: "高压试验", conflicts: "")
        let now = try entry.terms(over: known)
        #expect(now.qualifications == ["高压试验"] && now.leave == known.leave && now.conflicts == known.conflicts)
        for (leave, conflicts, field) in [
            ("2026-03-06至2026-03-02", "", "leave[0]"), ("", "91350100M000100Y43", "conflicts[0].reason"),
            ("", "91350100M000100Y4Z x", "conflicts[0].uscc"),
        ] {
            #expect {
                try InspectorEntry(
                    name: "林芳", certificateNo: "35-1", expires: nil, leave: leave, conflicts: conflicts)
            } throws: { ($0 as? Fault)?.field == field }
        }
    }
}
