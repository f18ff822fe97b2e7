import Domain
import Foundation

/// The people of the demonstration: all invented; numbers with a check digit are the published examples.
enum DemoCast {
    static let head = "周敏"
    static let registrar = "赵倩"
    static let station = "第一核查室"
    static let applicant = "黄丽华"

    /// Name and number of the enforcement certificate.
    static let inspectors = [("陈志远", "35010026001"), ("林晓梅", "35010026002"), ("王建国", "35010026003")]

    static func inspector(_ name: String, _ certificate: String, now: Date) -> JSONValue {
        let year = (Int(DemoConfiguration.dayInShanghai(now).prefix(4)) ?? 2026) + 3
        return .object([
            "name": .string(name), "certificate_no": .string(certificate),
            "certificate_expires": .string("\(year)-12-31"),
        ])
    }

    /// The application of the main job.
    static func application(now: Date) -> JSONValue {
        application(
            1, of: "榕江电力安装有限公司", uscc: "91350100M000100Y43", contact: "郑文博", person: applicant,
            idNumber: "11010519491231002X", certificate: "ZC-0002026", now: now)
    }

    /// One that is left for whoever tries the console.
    static func nextApplication(now: Date) -> JSONValue {
        application(
            2, of: "闽西电力检修有限公司", uscc: "91440300MA50004950", contact: "林雪", person: "王伟",
            idNumber: "440524188001010014", certificate: "ZC-0002027", now: now)
    }

    private static func application(
        _ number: Int, of enterprise: String, uscc: String, contact: String, person: String, idNumber: String,
        certificate: String, now: Date
    ) -> JSONValue {
        let instant = JSONValue.string(now.formatted(.iso8601))
        return .object([
            "application_no": .string("SQ-\(DemoConfiguration.dayInShanghai(now).prefix(4))-000\(number)"),
            "kind": "new", "commitment": true, "accepted_at": instant,
            "enterprise": .object([
                "uscc": .string(uscc), "name": .string(enterprise),
            ]),
            "contact": .object([
                "name": .string(contact), "phone": "13800000000", "mail": "zheng@rongjiang.example", "language": "zh",
            ]),
            "service_confirmation": .object([
                "channels": .array(["mail", "text"]), "signed_at": instant,
            ]),
            "people": .array([
                .object([
                    "name": .string(person), "id_type": "resident_id",
                    "id_number": .string(idNumber), "posts": .array(["technical_lead"]),
                    "certificates": .array([.object(["type": "title", "number": .string(certificate)])]),
                ])
            ]),
        ])
    }

    static let transcript = """
        问：请说明您的姓名和职务。答：黄丽华，技术负责人。
        问：是否专职？是否在其他单位任职？答：专职，未在其他单位任职。
        问：请向镜头出示身份证和职称证书原件。答：已出示，与申请材料一致。
        以上笔录已宣读，本人确认无误。
        """
}
