import Domain
import Foundation

/// The three shipped forms in which text messages come, are answered and are reported, as a gateway sees them.
enum TextForm: Sendable {
    case plain, json, form

    /// Who is to get what, from a request's body; nil when it is not of this form.
    func message(_ body: JSONValue) -> JSONValue? {
        switch self {
        case .plain:
            guard body["to"]?.text?.isEmpty == false, body["template"]?.text?.isEmpty == false,
                body["params"]?.isObject == true
            else { return nil }
            return body
        case .json:
            guard let to = body["PhoneNumberSet"]?.list.first?.text, let template = body["TemplateId"]?.text,
                let code = body["TemplateParamSet"]?.list.first?.text, let name = body["SignName"]?.text
            else { return nil }
            return Self.message(to, template, name, ["code": .string(code)], body["SessionContext"])
        case .form:
            guard let to = body["PhoneNumbers"]?.text, let template = body["TemplateCode"]?.text,
                let name = body["SignName"]?.text, let json = body["TemplateParam"]?.text,
                case .object(let params)? = try? JSONValue(parsing: Data(json.utf8))
            else { return nil }
            return Self.message(to, template, name, params, body["OutId"])
        }
    }

    private static func message(
        _ to: String, _ template: String, _ name: String, _ params: [String: JSONValue], _ session: JSONValue?
    ) -> JSONValue {
        .object([
            "to": .string(to), "template": .string(template), "params": .object(params),
            "signature_name": .string(name), "message_id": session ?? .null,
        ])
    }

    func accepted(_ id: String) -> JSONValue {
        switch self {
        case .plain: .object(["message_id": .string(id)])
        case .json:
            Self.response([
                "SendStatusSet": .array([
                    .object(["SerialNo": .string(id), "Fee": 1, "Code": "Ok", "Message": "send success"])
                ])
            ])
        case .form: .object(["Code": "OK", "Message": "OK", "BizId": .string(id), "RequestId": "demo"])
        }
    }

    /// The gateway's no; it goes out with status 200, as theirs do.
    func refused(_ code: String) -> JSONValue {
        let words = JSONValue.string("refused by the stand-in: \(code)")
        return switch self {
        case .plain: .object(["code": Int64(code).map { .int($0) } ?? .string(code), "error": words])
        case .json: Self.response(["Error": .object(["Code": .string(code), "Message": words])])
        case .form: .object(["Code": .string(code), "Message": words, "RequestId": "demo"])
        }
    }

    private static func response(_ members: [String: JSONValue]) -> JSONValue {
        .object(["Response": .object(members.merging(["RequestId": "demo"]) { $1 })])
    }

    static let badSignature = [
        TextForm.plain: "401", .json: "AuthFailure.SignatureFailure", .form: "SignatureDoesNotMatch",
    ]

    /// A report as this provider calls it in.
    func report(_ message: TextMessage, hasArrived: Bool, at time: Date) throws -> (type: String, body: Data) {
        let local = String(time.addingTimeInterval(8 * 3600).formatted(.iso8601).prefix(19))
            .replacing("T", with: " ")
        let code = hasArrived ? "DELIVRD" : "MK:0001"
        let words = hasArrived ? "用户接收成功" : "空号"
        switch self {
        case .plain:
            let fields = [
                "message_id": message.messageID, "state": hasArrived ? "delivered" : "failed", "code": code,
                "text": words, "at": String(Int(time.timeIntervalSince1970)),
            ]
            var form = URLComponents()
            form.queryItems = fields.sorted { $0.key < $1.key }.map { URLQueryItem(name: $0.key, value: $0.value) }
            return ("application/x-www-form-urlencoded", Data((form.percentEncodedQuery ?? "").utf8))
        case .json:
            let report = JSONValue.object([
                "sid": .string(message.messageID), "report_status": hasArrived ? "SUCCESS" : "FAIL",
                "errmsg": .string(code), "description": .string(words), "user_receive_time": .string(local),
                "nationcode": "86", "mobile": message.request["to"] ?? .null,
            ])
            return ("application/json", try JSONValue.array([report]).bytes)
        case .form:
            let report = JSONValue.object([
                "biz_id": .string(message.messageID), "out_id": message.request["message_id"] ?? .null,
                "success": .bool(hasArrived), "err_code": .string(code), "err_msg": .string(words),
                "report_time": .string(local), "phone_number": message.request["to"] ?? .null,
            ])
            return ("application/json", try JSONValue.array([report]).bytes)
        }
    }
}
