import Domain
import Hummingbird

/// Chinese or English: what the reader chose last, else what the browser asks for.
enum ConsoleLanguage {
    static let cookie = "language"
    private static let oneYear = 365 * 86_400

    /// `POST /language` with `language` and `back`: keeps the choice and returns to the page.
    static func add(to router: Router<some RequestContext>) {
        router.post("language") { request, _ in
            let fields = try await FormFields(request)
            let language: Contact.Language = try Contact.Language(word: fields["language"], field: "language")
            var response = Response(status: .seeOther, headers: [.location: here(fields["back"])])
            response.setCookie(
                Cookie(name: cookie, value: language.rawValue, maxAge: oneYear, path: "/", sameSite: .lax))
            return response
        }
    }

    /// A path of this listener, never another's address.
    static func here(_ path: String) -> String {
        let plain = path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
        return plain && path.hasPrefix("/") && !path.hasPrefix("//") ? path : "/"
    }
}

extension Request {
    var consoleLanguage: Contact.Language {
        cookies[ConsoleLanguage.cookie].flatMap { Contact.Language(rawValue: $0.value) } ?? language
    }
}
