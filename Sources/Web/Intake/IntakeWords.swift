import Domain

/// What the store says of a row that it does not take, in both languages.
enum IntakeWords {
    static func wording(_ fault: Fault) -> Wording {
        switch (fault.kind, fault.field) {
        case (.conflict, "application_no"):
            Wording(
                zh: "该申请编号以前收到过，内容不同：已收到的申请不能用表格更改，新的申请请用新的编号",
                en:
                    "This application was received before with other content: what was received is not changed by a table, and a new application takes a number of its own"
            )
        case (.conflict, "certificate_no"):
            Wording(
                zh: "该执法证号已登记在另一姓名下：请核对，确需改名请在核查人员页面修改",
                en:
                    "This certificate number is registered for another name: compare them, and change the name on the inspectors' page if it is right"
            )
        case (.unavailable, _):
            Wording(
                zh: "暂时无法保存，请稍后再上传一次，已收到的不会重复",
                en: "It could not be saved just now: upload it again in a moment; nothing is taken twice")
        default: Wording(zh: "不能保存：\(fault.message)", en: fault.message)
        }
    }
}
