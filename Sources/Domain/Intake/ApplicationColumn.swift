/// The columns of a table of applications: one row for each person.
public enum ApplicationColumn: String, SheetColumn {
    case applicationNo, enterpriseName, uscc, kind, commitment, acceptedAt
    case contactName, phone, mail, language, channels, signedAt
    case personName, idType, idNumber, posts
    case certificateType, certificateNumber, certificateValidTo, certificateIssuer, certificateReview

    public var headings: (zh: [String], en: [String]) {
        switch self {
        case .applicationNo: (["申请编号", "申请号", "业务编号", "受理编号", "受理号"], ["application_no", "application number"])
        case .enterpriseName:
            (
                ["企业名称", "单位名称", "申请单位", "申请企业", "公司名称", "企业"],
                ["enterprise_name", "enterprise", "company", "company name"]
            )
        case .uscc: (["统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码"], ["uscc", "unified social credit code", "credit code"])
        case .kind: (["业务类型", "申请类型", "事项类型", "申请事项", "业务类别"], ["kind", "application kind", "application type"])
        case .commitment: (["告知承诺", "是否告知承诺", "是否承诺", "告知承诺制"], ["commitment"])
        case .acceptedAt: (["受理时间", "受理日期"], ["accepted_at", "accepted"])
        case .contactName: (["联系人", "联系人姓名", "企业联系人"], ["contact_name", "contact", "contact person"])
        case .phone: (["手机", "手机号", "手机号码", "联系电话", "联系手机", "电话", "联系方式"], ["phone", "mobile", "contact_phone"])
        case .mail: (["邮箱", "电子邮箱", "电子邮件", "邮件", "联系邮箱"], ["mail", "email", "e-mail", "contact_mail"])
        case .language: (["语言", "联系语言"], ["language", "contact_language"])
        case .channels: (["送达方式", "送达渠道", "电子送达方式"], ["channels", "service_channels", "service channel"])
        case .signedAt:
            (
                ["确认日期", "送达确认日期", "确认时间", "送达地址确认日期", "签署日期", "确认书日期"],
                ["signed_at", "confirmation_date", "confirmed", "confirmation_signed_at"]
            )
        case .personName: (["姓名", "人员姓名"], ["person_name", "name", "person"])
        case .idType: (["证件类型", "证件种类"], ["id_type", "document type"])
        case .idNumber: (["证件号码", "证件号", "身份证号", "身份证号码"], ["id_number", "id number", "id_no"])
        case .posts: (["任职岗位", "岗位", "任职", "职务", "拟任岗位"], ["posts", "post", "role"])
        case .certificateType: (["证书类型", "证书种类", "证书名称"], ["certificate_type"])
        case .certificateNumber: (["证书编号", "证书号", "证书号码"], ["certificate_number", "certificate_no"])
        case .certificateValidTo:
            (
                ["有效期", "证书有效期", "有效期至", "有效期限", "证书有效期至", "有效日期"],
                ["valid_to", "certificate_valid_to", "certificate_expires"]
            )
        case .certificateIssuer: (["发证机关", "发证单位", "证书发证机关"], ["issuer", "certificate_issuer"])
        case .certificateReview: (["复审日期", "下次复审", "下次复审日期", "复审时间"], ["next_review", "certificate_next_review"])
        }
    }

    public var isRequired: Bool {
        switch self {
        case .applicationNo, .enterpriseName, .uscc, .kind, .acceptedAt, .contactName, .personName, .idNumber, .posts:
            true
        case .commitment, .phone, .mail, .language, .channels, .signedAt, .idType, .certificateType, .certificateNumber,
            .certificateValidTo, .certificateIssuer, .certificateReview:
            false
        }
    }

    public var repeats: Bool { isCertificate }

    public var isSensitive: Bool { self == .idNumber || self == .certificateNumber }

    public var isNumber: Bool {
        switch self {
        case .applicationNo, .uscc, .phone, .idNumber, .certificateNumber: true
        default: false
        }
    }

    var isCertificate: Bool { Self.ofCertificates.contains(self) }

    static let ofCertificates: [Self] = [
        .certificateType, .certificateNumber, .certificateValidTo, .certificateIssuer, .certificateReview,
    ]

    public var rule: Wording {
        switch self {
        case .phone:
            Wording(
                zh: "电话只能填数字、空格和短横，可用 + 开头",
                en: "A telephone number takes digits, spaces and dashes, with a plus in front if need be")
        case .mail: Wording(zh: "应为一个邮箱地址，如 name@example.cn", en: "This must be one address such as name@example.cn")
        case .posts:
            Wording(zh: "至少填一个岗位：\(Words.post.allowed.zh)", en: "Name at least one post of \(Words.post.allowed.en)")
        case .channels: Wording(zh: "送达方式不能重复", en: "Name each channel once")
        default:
            Wording(zh: "应填 1 至 200 个字，不含控制字符", en: "This takes 1 to 200 characters, none of them a control character")
        }
    }
}
