import Foundation

/// A rule's fault said of a cell: in both languages, without the interface's field names.
public enum CellJudgement {
    /// - Parameter text: what stands in the field that the fault names, by the interface's name for it.
    public static func wording(_ fault: Fault, text: String) -> Wording {
        wording(fault, text, column(of: fault.field ?? ""))
    }

    private static func column(of field: String) -> ApplicationColumn {
        switch field.split(separator: ".").last.map(String.init) ?? "" {
        case "uscc": .uscc
        case "id_number": .idNumber
        case "mail": .mail
        case "phone": .phone
        case "posts": .posts
        case "channels": .channels
        case "application_no", "people": .applicationNo
        default: .personName
        }
    }

    static func wording(_ fault: Fault, _ text: String, _ column: ApplicationColumn) -> Wording {
        switch (column, fault.field) {
        case (.uscc, _): return uscc(fault, text)
        case (.idNumber, _): return idNumber(fault, text)
        case (.applicationNo, "people"):
            return Wording(
                zh: "一个申请最多 \(Application.Bounds.people) 人",
                en: "One application has at most \(Application.Bounds.people) people")
        case (.mail, _) where text.isEmpty:
            return Wording(zh: "送达方式含邮件，请填写邮箱", en: "Service by mail was agreed to: add the address")
        case (.phone, _) where text.isEmpty:
            return Wording(zh: "送达方式含短信，请填写手机号码", en: "Service by text message was agreed to: add the number")
        default: break
        }
        if text.isEmpty, column != .posts { return SheetWords.blank }
        return column.rule
    }

    public static func uscc(_ fault: Fault, _ text: String) -> Wording {
        if text.isEmpty { return SheetWords.blank }
        let zh =
            text.count == USCC.length
            ? "统一社会信用代码校验不符：18 位中有一位填错（只用数字和大写字母，不用 I、O、S、V、Z）"
            : "统一社会信用代码应为 18 位，这里是 \(text.count) 位"
        return Wording(zh: zh, en: fault.message)
    }

    private static func idNumber(_ fault: Fault, _ text: String) -> Wording {
        if text.isEmpty { return SheetWords.blank }
        let zh: String
        if fault.message.contains("resident ID") {
            zh =
                text.count == 18
                ? "居民身份证号码校验不符：18 位中有一位填错，或出生日期不存在"
                : "居民身份证号码应为 18 位，这里是 \(text.count) 位（其他证件请写明证件类型）"
        } else {
            zh = "证件号码应为 5 至 30 位字母和数字"
        }
        return Wording(zh: zh, en: fault.message)
    }
}
