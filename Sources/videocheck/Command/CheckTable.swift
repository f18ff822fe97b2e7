import Domain
import Foundation

/// Checks, one line each.
struct CheckTable {
    private let desk: Desk
    private let words: Glossary

    init(_ desk: Desk) {
        self.desk = desk
        words = Glossary(say: desk.say)
    }

    func print(_ checks: [JSONValue]) {
        let say = desk.say
        guard !checks.isEmpty else { return desk.out.note(say("No check matches.", "没有符合条件的核查。")) }
        var table = Table([
            .init(heading: say("Check", "核查编号")), .init(heading: say("Stage", "环节")),
            .init(heading: say("State", "状态")), .init(heading: say("Deadline", "期限")),
            .init(heading: say("Enterprise", "企业"), flexible: true),
            .init(heading: say("People", "人数"), right: true),
            .init(heading: say("Application", "申请编号"), flexible: true),
            .init(heading: say("Source", "来源"), flexible: true),
        ])
        let today = Figures.time(Date().iso8601).prefix(10)
        for check in checks {
            let deadline = check.cell("deadline")
            // Days sort as texts. What is done is not late any more.
            let isLate = deadline < today && check["stage"]?.text != CheckState.Stage.done.rawValue
            table.add([
                check.cell("check_no"), words.stage(check["stage"]?.text), words.state(check["state"]?.text),
                deadline + (isLate ? say(" late", " 逾期") : ""), check["enterprise"]?.cell("name") ?? "–",
                String(check["people"]?.list.count ?? 0), check.cell("application_no"),
                words.source(check["source"]?.text),
            ])
        }
        desk.out.table(table)
    }
}
