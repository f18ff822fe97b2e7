import Domain
import Foundation
import Hummingbird

/// The name that a person at this browser signed with last: until there are accounts, forms ask for it and offer it
/// again.
enum ConsoleName {
    private static let cookie = "name"
    static let longest = 60

    static func of(_ request: Request) -> String {
        guard let value = request.cookies[cookie]?.value, value.utf8.count < 400, let bytes = Data(base64Encoded: value)
        else { return "" }
        return String((String(data: bytes, encoding: .utf8) ?? "").prefix(longest))
    }

    static func remembering(_ name: String) -> Cookie {
        Cookie(
            name: cookie, value: Data(name.utf8).base64EncodedString(), maxAge: 365 * 86_400, path: "/", httpOnly: true,
            sameSite: .strict)
    }

    /// The field in which it is asked for.
    static func field(_ request: Request) -> FormView.Field {
        FormView.Field(
            name: "by", label: Phrase("您的姓名", "Your name")[request.consoleLanguage], kind: .line(complete: "name"),
            value: of(request), hint: Phrase("记入案卷", "It goes on record")[request.consoleLanguage], required: true)
    }
}
