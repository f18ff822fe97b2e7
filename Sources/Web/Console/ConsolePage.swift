import Domain
import HTTPTypes
import Hummingbird
import Mustache

/// One page's body template in the console's frame. In the template `zh` and `en` say the language, as on the party's
/// pages: `{{#zh}}…{{/zh}}{{#en}}…{{/en}}`. Values are HTML-escaped.
struct ConsolePage: Sendable {
    private let frame: ConsoleFrame
    private let part: ConsoleNavigation?
    private let template: MustacheTemplate
    private let script: String?

    /// - Throws: `Fault(.internal)` when the template does not parse.
    init(_ bytes: [UInt8], frame: ConsoleFrame, part: ConsoleNavigation?, script: String? = nil) throws {
        self.frame = frame
        self.part = part
        self.script = script
        template = try Page.template(bytes)
    }

    /// - Parameter address: where a `GET` shows this page again, when this answers a `POST`.
    func response(
        to request: Request, status: HTTPResponse.Status = .ok, title: String, address: String? = nil,
        _ values: [String: Any]
    ) async -> Response {
        await frame.response(
            to: request, status: status, part: part, title: title,
            body: text(language: request.consoleLanguage, values), address: address, script: script)
    }

    /// The body's HTML.
    func text(language: Contact.Language, _ values: [String: Any]) -> String {
        var values = values
        values["zh"] = language == .zh
        values["en"] = language == .en
        return template.render(values)
    }
}
