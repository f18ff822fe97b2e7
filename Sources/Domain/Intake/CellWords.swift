/// The words by which staff name the members of a closed list: the interface's own, and what stands in their sheets.
struct CellWords<Value: Hashable & Sendable>: Sendable {
    private let values: [String: Value]
    /// For messages: the usual Chinese words, then the interface's.
    let allowed: Wording

    /// - Parameter words: each value with its interface word, then Chinese ones, the usual one first.
    init(_ words: [(value: Value, words: [String])]) {
        var values: [String: Value] = [:]
        for (value, names) in words {
            for name in names { values[PlainWord.of(name)] = value }
        }
        self.values = values
        allowed = Wording(
            zh: words.map { $0.words.dropFirst().first ?? "" }.joined(separator: "、"),
            en: words.map { $0.words[0] }.joined(separator: ", "))
    }

    subscript(text: String) -> Value? { values[PlainWord.of(text)] }

    /// Several of them in one cell, each once, in their order; the first word that is unknown ends it.
    func list(_ text: String) -> (values: [Value], unknown: String?) {
        var found: [Value] = []
        for word in text.split(whereSeparator: { "、，,;；/|+\n".contains($0) }) {
            let trimmed = word.trimmingCharacters(in: .whitespacesAndNewlines)
            if trimmed.isEmpty { continue }
            guard let value = self[trimmed] else { return (found, trimmed) }
            if !found.contains(value) { found.append(value) }
        }
        return (found, nil)
    }
}

/// The lists that occur in sheets.
enum Words {
    static let kind = CellWords<ApplicationKind>([
        (.new, ["new", "新申请", "首次申请", "新办", "首次", "新申请许可证"]),
        (.changeItem, ["change_item", "变更许可事项", "许可事项变更", "事项变更"]),
        (.changeRegistration, ["change_registration", "变更登记事项", "登记事项变更", "登记变更"]),
        (.renew, ["renew", "延续", "延续申请", "许可延续"]), (.reissue, ["reissue", "补办", "补证", "遗失补办"]),
    ])
    static let yes = CellWords<Bool>([
        (true, ["yes", "是", "true", "1", "y", "有", "√", "告知承诺", "承诺"]),
        (false, ["no", "否", "false", "0", "n", "无", "×", "一般程序", "非告知承诺"]),
    ])
    static let idType = CellWords<IDType>([
        (.residentID, ["resident_id", "居民身份证", "身份证", "二代身份证", "中华人民共和国居民身份证"]),
        (.hkMacaoPermit, ["hk_macao_permit", "港澳居民来往内地通行证", "港澳通行证", "回乡证", "港澳居民通行证"]),
        (.taiwanPermit, ["taiwan_permit", "台湾居民来往大陆通行证", "台胞证", "台湾居民通行证"]),
        (.foreignPassport, ["foreign_passport", "外国护照", "护照", "passport"]),
        (.foreignPermanentResident, ["foreign_permanent_resident", "外国人永久居留身份证", "外国人永久居留证", "永久居留证"]),
    ])
    static let post = CellWords<Post>([
        (.technicalLead, ["technical_lead", "技术负责人"]), (.safetyLead, ["safety_lead", "安全负责人", "安全生产负责人"]),
        (.technician, ["technician", "技术人员", "专业技术人员"]), (.skilledWorker, ["skilled_worker", "技能人员", "技术工人"]),
        (.hvElectrician, ["hv_electrician", "高压电工"]),
    ])
    static let certificate = CellWords<Certificate.Kind>([
        (.title, ["title", "职称", "职称证书", "职称证"]),
        (.specialOperation, ["special_operation", "特种作业操作证", "特种作业证", "特种作业", "特种作业操作证书"]),
    ])
    static let channel = CellWords<ServiceChannel>([
        (.mail, ["mail", "邮件", "电子邮件", "邮箱", "电子邮箱", "email"]),
        (.text, ["text", "短信", "手机短信", "sms"]),
    ])
    static let language = CellWords<Contact.Language>([
        (.zh, ["zh", "中文", "汉语", "chinese"]), (.en, ["en", "英文", "英语", "english"]),
    ])
    static let credit = CellWords<Enterprise.CreditClass>([
        (.good, ["good", "信用良好", "良好"]), (.trustworthy, ["trustworthy", "守信"]),
        (.dishonest, ["dishonest", "失信"]), (.seriouslyDishonest, ["seriously_dishonest", "严重失信"]),
    ])
}
