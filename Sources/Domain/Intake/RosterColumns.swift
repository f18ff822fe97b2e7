/// The columns of a table of inspectors.
public enum InspectorColumn: String, SheetColumn {
    case name, certificateNo, certificateExpires, qualifications, leave, conflicts

    public var headings: (zh: [String], en: [String]) {
        switch self {
        case .name: (["姓名", "执法人员", "执法人员姓名", "核查人员"], ["name", "inspector"])
        case .certificateNo:
            (["执法证号", "执法证编号", "执法证号码", "证号", "证件号码", "证书编号"], ["certificate_no", "certificate number"])
        case .certificateExpires:
            (["执法证有效期", "有效期", "有效期至", "有效期限", "到期日期"], ["certificate_expires", "expires", "valid_to"])
        case .qualifications: (["资质", "专业资质", "资格"], ["qualifications"])
        case .leave: (["休假", "休假日期", "休假时间", "请假"], ["leave"])
        case .conflicts: (["利害关系单位", "利害关系", "回避单位"], ["conflicts", "conflicts of interest"])
        }
    }

    public var isRequired: Bool { self == .name || self == .certificateNo }
    public var isNumber: Bool { self == .certificateNo }

    public var rule: Wording {
        switch self {
        case .certificateNo:
            Wording(
                zh: "执法证号应填 1 至 200 个字，不含“|”和控制字符",
                en: "A certificate number has 1 to 200 characters, without \"|\" or control characters")
        case .qualifications:
            Wording(
                zh: "资质用分号隔开，每项写一次，不超过 200 个字",
                en: "Qualifications stand between semicolons, each once, in up to 200 characters")
        case .leave:
            Wording(
                zh: "休假写成“2026-03-02至2026-03-06 年假”，多次用分号隔开，止日不早于起日，互不重叠",
                en:
                    "Leave is written 2026-03-02 to 2026-03-06 annual leave, with semicolons between; none ends before it begins, none overlaps"
            )
        case .conflicts:
            Wording(
                zh: "每个单位写统一社会信用代码和原因，如“91350100M000100Y43 持有股份”，多个用分号隔开",
                en:
                    "Each enterprise by its unified social credit code and the reason, such as 91350100M000100Y43 holds shares, with semicolons between"
            )
        case .name, .certificateExpires: ApplicationColumn.personName.rule
        }
    }
}

/// The columns of a table of stations.
public enum StationColumn: String, SheetColumn {
    case name

    public var headings: (zh: [String], en: [String]) {
        (["席位名称", "核查席位", "席位", "核查室", "名称", "房间"], ["name", "station", "room"])
    }

    public var isRequired: Bool { true }
    public var rule: Wording { ApplicationColumn.personName.rule }
}

/// The columns of a table of enterprises.
public enum EnterpriseColumn: String, SheetColumn {
    case uscc, name, legalRep, address, region, creditClass

    public var headings: (zh: [String], en: [String]) {
        switch self {
        case .uscc: ApplicationColumn.uscc.headings
        case .name: (["企业名称", "单位名称", "公司名称", "名称"], ["name", "enterprise", "enterprise_name", "company"])
        case .legalRep: (["法定代表人", "法人", "法人代表"], ["legal_rep", "legal representative"])
        case .address: (["地址", "住所", "注册地址", "企业地址"], ["address"])
        case .region: (["地区", "所在地区", "区域", "行政区划", "所属地区"], ["region"])
        case .creditClass: (["信用等级", "信用类别", "信用分类", "信用状况"], ["credit_class", "credit"])
        }
    }

    public var isRequired: Bool { self == .uscc || self == .name }
    public var isNumber: Bool { self == .uscc }
    public var rule: Wording { ApplicationColumn.personName.rule }
}
