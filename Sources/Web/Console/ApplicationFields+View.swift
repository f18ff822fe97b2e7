import Domain

extension ApplicationFields {
    /// The form for its template: sections of fields, each with its buttons.
    func values(_ language: Contact.Language, _ errors: [String: Wording]) -> [[String: Any]] {
        let view = FieldDrawer(fields: self, language: language, errors: errors)
        return [
            view.section(
                Phrase("申请", "Application"),
                [
                    view.line("application_no", Phrase("申请编号", "Application number"), required: true),
                    view.choice(
                        "kind", Phrase("业务类型", "Kind"), ApplicationKind.allCases.map { ($0.rawValue, Self.words($0)) }),
                    view.line("accepted_at", Phrase("受理时间", "Accepted at"), type: "datetime-local", required: true),
                    view.box("commitment", Phrase("告知承诺制", "Granted on a commitment")),
                ]),
            view.section(
                Phrase("企业", "Enterprise"),
                [
                    view.line("enterprise.name", Phrase("企业名称", "Name"), required: true),
                    view.line("enterprise.uscc", Phrase("统一社会信用代码", "Unified social credit code"), required: true),
                ]),
            view.section(
                Phrase("联系人与送达", "Contact and service"),
                [
                    view.line("contact.name", Phrase("联系人", "Contact person"), required: true),
                    view.line("contact.phone", Phrase("手机", "Mobile telephone")),
                    view.line("contact.mail", Phrase("邮箱", "Mail address")),
                    view.choice(
                        "contact.language", Phrase("语言", "Language"),
                        [("zh", Phrase("中文", "Chinese")), ("en", Phrase("英文", "English"))], first: "zh"),
                    view.boxes(
                        "service_confirmation.channels", Phrase("同意的送达方式", "Agreed ways of service"), channels,
                        [("mail", Phrase("电子邮件", "Mail")), ("text", Phrase("短信", "Text message"))]),
                    view.line(
                        "service_confirmation.signed_at", Phrase("送达地址确认日期", "Date of that confirmation"), type: "date"),
                ]),
        ] + people.indices.map { person($0, view) }
    }

    private func person(_ index: Int, _ view: FieldDrawer) -> [String: Any] {
        let path = "people[\(index)]"
        var fields = [
            view.line("\(path).name", Phrase("姓名", "Name"), required: true),
            view.choice(
                "\(path).id_type", Phrase("证件类型", "Document"), IDType.allCases.map { ($0.rawValue, Self.words($0)) },
                first: "resident_id"),
            view.line("\(path).id_number", Phrase("证件号码", "Document number"), required: true),
            view.boxes(
                "\(path).posts", Phrase("任职岗位", "Posts"), people[index].posts,
                Post.allCases.map { ($0.rawValue, $0.words) }),
        ]
        for number in people[index].certificates.indices {
            let field = "\(path).certificates[\(number)]"
            let nth = number + 1
            fields += [
                view.choice(
                    "\(field).type", Phrase("证书 \(nth)：类型", "Certificate \(nth): kind"),
                    [("title", Phrase("职称", "Title")), ("special_operation", Phrase("特种作业操作证", "Special operation"))]),
                view.line("\(field).number", Phrase("证书 \(nth)：编号", "Certificate \(nth): number")),
                view.line("\(field).issuer", Phrase("证书 \(nth)：发证机关", "Certificate \(nth): issued by")),
                view.line("\(field).valid_to", Phrase("证书 \(nth)：有效期至", "Certificate \(nth): valid to"), type: "date"),
                view.line(
                    "\(field).next_review", Phrase("证书 \(nth)：下次复审", "Certificate \(nth): next review"),
                    type: "date"),
            ]
        }
        var buttons = [view.button("add-certificate \(index)", Phrase("再加一本证书", "Add a certificate"))]
        if people.count > 1 {
            buttons.append(view.button("remove-person \(index)", Phrase("删去此人", "Remove this person")))
        }
        fields.append(view.hidden("\(path).certificates", String(people[index].certificates.count)))
        return view.section(Phrase("人员 \(index + 1)", "Person \(index + 1)"), fields, buttons)
    }

    static func words(_ kind: ApplicationKind) -> Phrase {
        switch kind {
        case .new: Phrase("新申请", "New")
        case .changeItem: Phrase("变更许可事项", "Change of the licensed items")
        case .changeRegistration: Phrase("变更登记事项", "Change of registered particulars")
        case .renew: Phrase("延续", "Renewal")
        case .reissue: Phrase("补办", "Reissue")
        }
    }

    private static func words(_ type: IDType) -> Phrase {
        switch type {
        case .residentID: Phrase("居民身份证", "Resident identity card")
        case .hkMacaoPermit: Phrase("港澳居民来往内地通行证", "Permit of Hong Kong and Macao residents")
        case .taiwanPermit: Phrase("台湾居民来往大陆通行证", "Permit of Taiwan residents")
        case .foreignPassport: Phrase("外国护照", "Foreign passport")
        case .foreignPermanentResident: Phrase("外国人永久居留身份证", "Foreign permanent resident's card")
        }
    }
}

/// Fields as the template draws them, with what was entered and what is wrong.
private struct FieldDrawer {
    let fields: ApplicationFields
    let language: Contact.Language
    let errors: [String: Wording]

    func section(_ legend: Phrase, _ fields: [[String: Any]], _ buttons: [[String: Any]] = []) -> [String: Any] {
        ["legend": legend[language], "fields": fields, "buttons": buttons]
    }

    func button(_ deed: String, _ label: Phrase) -> [String: Any] { ["deed": deed, "label": label[language]] }

    func line(_ path: String, _ label: Phrase, type: String = "text", required: Bool = false) -> [String: Any] {
        field(path, label, ["input": true, "type": type, "needed": required, "value": fields.text(at: path)])
    }

    func choice(
        _ path: String, _ label: Phrase, _ options: [(String, Phrase)], first: String = ""
    ) -> [String: Any] {
        let now = fields.text(at: path)
        let chosen = now.isEmpty ? first : now
        var listed = options.map {
            ["value": $0.0, "label": $0.1[language], "chosen": $0.0 == chosen] as [String: Any]
        }
        if first.isEmpty { listed.insert(["value": "", "label": "", "chosen": chosen.isEmpty], at: 0) }
        return field(path, label, ["select": true, "options": listed])
    }

    func boxes(_ path: String, _ label: Phrase, _ ticked: [String], _ options: [(String, Phrase)]) -> [String: Any] {
        let listed = options.map {
            ["value": $0.0, "label": $0.1[language], "chosen": ticked.contains($0.0), "name": path] as [String: Any]
        }
        return field(path, label, ["group": true, "options": listed])
    }

    func box(_ path: String, _ label: Phrase) -> [String: Any] {
        field(path, label, ["box": true, "chosen": fields.text(at: path) == "yes"])
    }

    func hidden(_ path: String, _ value: String) -> [String: Any] {
        field(path, Phrase("", ""), ["hidden": true, "value": value])
    }

    private func field(_ path: String, _ label: Phrase, _ more: [String: Any]) -> [String: Any] {
        let id = "f-" + path.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
        let base: [String: Any] = [
            "name": path, "id": id, "label": label[language], "error": errors[path]?[language] ?? "", "input": false,
            "select": false, "group": false, "box": false, "hidden": false, "needed": false,
        ]
        return base.merging(more) { $1 }
    }
}
