import Foundation

/// The rows of one application on their way to the JSON that `POST /applications` takes: the same rules judge both.
struct ApplicationDraft {
    typealias Column = ApplicationColumn
    typealias Notes = SheetNotes<ApplicationColumn>

    private let rows: [Sheet.Row]
    private let timeZone: TimeZone
    /// Where each field of the JSON stands in the sheet.
    private var places: [String: (row: Sheet.Row, column: Column, number: Int)] = [:]

    init(_ rows: [Sheet.Row], timeZone: TimeZone) {
        self.rows = rows
        self.timeZone = timeZone
    }

    /// The application, or nil and every bad cell noted.
    mutating func read(_ notes: inout Notes) -> Application? {
        guard let first = rows.first else { return nil }
        let before = notes.count
        let json = JSONValue.object(body(&notes))
        guard let data = try? CanonicalJSON.encode(json) else { return nil }
        switch Application.reading(json: data) {
        case .success(let application):
            return notes.count == before && isClean(notes) ? application : nil
        case .failure(let flaws):
            for fault in flaws.all {
                let place = fault.field.flatMap { places[$0] } ?? (first, .applicationNo, 1)
                guard !notes.isNoted(place.row, place.column, place.number) else { continue }
                let text = notes.peek(place.row, place.column, place.number)
                notes.note(place.row, place.column, at: place.number, CellJudgement.wording(fault, text, place.column))
            }
            return nil
        }
    }

    /// Whether none of its cells was noted before, as a number's may be.
    private func isClean(_ notes: Notes) -> Bool {
        !rows.contains { row in notes.header.positions.keys.contains { notes.isNoted(row, $0.column, $0.number) } }
    }

    private mutating func body(_ notes: inout Notes) -> [String: JSONValue] {
        var contact: [String: JSONValue] = ["name": shared(.contactName, "contact.name", &notes) ?? ""]
        if let phone = shared(.phone, "contact.phone", &notes) { contact["phone"] = phone }
        if let mail = shared(.mail, "contact.mail", &notes) { contact["mail"] = mail }
        if let word = sharedWord(.language, "contact.language", Words.language, &notes) {
            contact["language"] = .string(word.rawValue)
        }
        var body: [String: JSONValue] = [
            "application_no": shared(.applicationNo, "application_no", &notes) ?? "",
            "kind": .string((needed(sharedWord(.kind, "kind", Words.kind, &notes), .kind, &notes) ?? .new).rawValue),
            "accepted_at": .string(
                (needed(instant(.acceptedAt, "accepted_at", &notes), .acceptedAt, &notes) ?? .distantPast).iso8601),
            "enterprise": .object([
                "uscc": shared(.uscc, "enterprise.uscc", &notes) ?? "",
                "name": shared(.enterpriseName, "enterprise.name", &notes) ?? "",
            ]),
            "contact": .object(contact),
        ]
        if let word = sharedWord(.commitment, "commitment", Words.yes, &notes) { body["commitment"] = .bool(word) }
        if let confirmation = confirmation(&notes) { body["service_confirmation"] = confirmation }
        body["people"] = .array(rows.enumerated().map { person($1, at: "people[\($0)]", &notes) })
        refuseDoubles(&notes)
        return body
    }

    /// Service by mail or text message needs the day on which the party agreed to it.
    private mutating func confirmation(_ notes: inout Notes) -> JSONValue? {
        let place = find(.channels, "service_confirmation.channels", &notes)
        let words = notes.text(place.row, .channels)
        let (channels, unknown) = Words.channel.list(words)
        if let unknown { notes.note(place.row, .channels, SheetWords.unknown(unknown, Words.channel.allowed)) }
        let signed = instant(.signedAt, "service_confirmation.signed_at", &notes)
        guard !channels.isEmpty else { return nil }
        if let signed {
            return .object([
                "channels": .array(channels.map { .string($0.rawValue) }), "signed_at": .string(signed.iso8601),
            ])
        }
        let place2 = notes.has(.signedAt) ? (places["service_confirmation.signed_at"]?.row ?? place.row) : place.row
        notes.note(
            place2, notes.has(.signedAt) ? .signedAt : .channels,
            Wording(
                zh: "填写了送达方式，就要填写送达地址确认书的确认日期",
                en: "Channels of service need the date on which the party confirmed them"))
        return nil
    }

    private mutating func person(_ row: Sheet.Row, at path: String, _ notes: inout Notes) -> JSONValue {
        for (field, column) in [
            ("name", Column.personName), ("id_type", .idType), ("id_number", .idNumber), ("posts", .posts),
        ] {
            places["\(path).\(field)"] = (row, column, 1)
        }
        let (posts, unknown) = Words.post.list(notes.text(row, .posts))
        if let unknown { notes.note(row, .posts, SheetWords.unknown(unknown, Words.post.allowed)) }
        let type = notes.word(row, .idType, Words.idType)
        let number = notes.text(row, .idNumber)
        var person: [String: JSONValue] = [
            "name": .string(notes.text(row, .personName)), "id_type": .string((type ?? .residentID).rawValue),
            "id_number": .string(number), "posts": .array(posts.map { .string($0.rawValue) }),
        ]
        // What the type makes of the number cannot be said while the type is unknown.
        if notes.isNoted(row, .idType) { places["\(path).id_number"] = (row, .idType, 1) }
        var certificates: [JSONValue] = []
        for number in 1...max(1, notes.header.repetitions) {
            let fields = certificate(number, row, at: "\(path).certificates[\(certificates.count)]", &notes)
            if let fields { certificates.append(fields) }
        }
        if !certificates.isEmpty { person["certificates"] = .array(certificates) }
        return .object(person)
    }

    private mutating func certificate(
        _ number: Int, _ row: Sheet.Row, at path: String, _ notes: inout Notes
    ) -> JSONValue? {
        let texts = Column.ofCertificates.map { notes.text(row, $0, number) }
        guard texts.contains(where: { !$0.isEmpty }) else { return nil }
        places["\(path).number"] = (row, .certificateNumber, number)
        let type = notes.word(row, .certificateType, at: number, Words.certificate)
        if type == nil {
            let place: Column = notes.has(.certificateType, number) ? .certificateType : .certificateNumber
            notes.note(
                row, place, at: number,
                Wording(
                    zh: "请写明证书类型：\(Words.certificate.allowed.zh)",
                    en: "Say which kind of certificate: \(Words.certificate.allowed.en)"))
        }
        var fields: [String: JSONValue] = [
            "type": .string((type ?? .title).rawValue), "number": .string(notes.text(row, .certificateNumber, number)),
        ]
        if let day = notes.day(row, .certificateValidTo, number) { fields["valid_to"] = .string(day.description) }
        if let day = notes.day(row, .certificateReview, number) { fields["next_review"] = .string(day.description) }
        let issuer = notes.text(row, .certificateIssuer, number)
        if !issuer.isEmpty { fields["issuer"] = .string(issuer) }
        return .object(fields)
    }

    private func refuseDoubles(_ notes: inout Notes) {
        var seen: [String: Int] = [:]
        for row in rows {
            let number = notes.text(row, .idNumber).uppercased()
            guard !number.isEmpty, let first = seen.updateValue(row.number, forKey: number) else { continue }
            notes.note(
                row, .idNumber,
                Wording(
                    zh: "与第 \(first) 行证件号码相同：同一人只写一行", en: "Row \(first) has the same document: list each person once"))
        }
    }
}

extension ApplicationDraft {
    /// The row that says it: the first that is not empty. Other rows may repeat it, not contradict it.
    private mutating func find(_ column: Column, _ field: String, _ notes: inout Notes) -> (
        row: Sheet.Row, text: String
    ) {
        var found: (row: Sheet.Row, text: String)?
        for row in rows {
            let text = notes.text(row, column)
            if text.isEmpty { continue }
            if let found {
                if found.text != text {
                    notes.note(
                        row, column,
                        SheetWords.differs(
                            from: found.row.number, CellProblem.shown(found.text, sensitive: column.isSensitive)))
                }
            } else {
                found = (row, text)
            }
        }
        let place = found ?? (rows[0], "")
        places[field] = (place.row, column, 1)
        return place
    }

    private mutating func shared(_ column: Column, _ field: String, _ notes: inout Notes) -> JSONValue? {
        let text = find(column, field, &notes).text
        return text.isEmpty ? nil : .string(text)
    }

    private mutating func sharedWord<Value>(
        _ column: Column, _ field: String, _ words: CellWords<Value>, _ notes: inout Notes
    ) -> Value? {
        let place = find(column, field, &notes)
        return place.text.isEmpty ? nil : notes.word(place.row, column, words)
    }

    private mutating func instant(_ column: Column, _ field: String, _ notes: inout Notes) -> Date? {
        let place = find(column, field, &notes)
        if place.text.isEmpty { return nil }
        if let date = CellTime.instant(place.text, in: timeZone) { return date }
        notes.note(place.row, column, SheetWords.instant)
        return nil
    }

    /// An empty cell that must not be is noted in the application's first row.
    private func needed<Value>(_ value: Value?, _ column: Column, _ notes: inout Notes) -> Value? {
        if value == nil, !rows.contains(where: { notes.isNoted($0, column) }) {
            notes.note(rows[0], column, SheetWords.blank)
        }
        return value
    }
}
