import Domain

/// Recordings, one line each.
struct RecordingTable {
    private let desk: Desk

    init(_ desk: Desk) { self.desk = desk }

    func print(_ recordings: [JSONValue], withCheck: Bool) {
        let say = desk.say
        guard !recordings.isEmpty else { return desk.out.note(say("No recording matches.", "没有符合条件的录像。")) }
        let words = Glossary(say: say)
        var columns: [Table.Column] = [.init(heading: say("Id", "标识"))]
        if withCheck { columns.append(.init(heading: say("Check", "核查编号"))) }
        columns += [
            .init(heading: say("State", "状态")), .init(heading: say("Length", "时长"), right: true),
            .init(heading: say("Size", "大小"), right: true), .init(heading: say("Uploaded", "上传时间")),
            .init(heading: say("File", "文件"), flexible: true), .init(heading: say("Reason", "原因"), flexible: true),
        ]
        var table = Table(columns)
        for one in recordings {
            var cells = [one.cell("id")]
            if withCheck { cells.append(one.cell("check_no")) }
            cells += [
                words.footage(one["state"]?.text), one["duration"]?.decimal.map(Figures.length) ?? "–",
                one["size"]?.whole.map(Figures.size) ?? "–", Figures.time(one["uploaded_at"]?.text),
                one.cell("filename"), one["reason"]?.text ?? "",
            ]
            table.add(cells)
        }
        desk.out.table(table)
    }
}
