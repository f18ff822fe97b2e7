import Documents
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// A page of ours: the frame every page shares, around a body from a template. Values are HTML-escaped.
struct Page: Sendable {
    private let frame: MustacheTemplate
    private let body: MustacheTemplate
    /// Where this listener serves style.css.
    private let styleSheet: String

    /// - Throws: `Fault(.internal)` when a template does not parse.
    init(_ bytes: [UInt8], styleSheet: String) throws {
        self.frame = try Self.template(PackageResources.page_mustache)
        self.body = try Self.template(bytes)
        self.styleSheet = styleSheet
    }

    /// A template whose values are escaped.
    /// - Throws: `Fault(.internal)` when it does not parse.
    static func template(_ bytes: [UInt8]) throws -> MustacheTemplate {
        MustacheContentTypes.register(ScalarEscape(), named: "SCALARS")
        do {
            return try MustacheTemplate(
                string: "{{% CONTENT_TYPE: SCALARS }}" + String(decoding: bytes, as: UTF8.self))
        } catch {
            throw Fault(.internal, "A page's template does not parse.", cause: error)
        }
    }

    /// - Parameters:
    ///   - values: for the body's template; `zh` and `en` are added, so a template can hold both languages.
    ///   - policy: the Content-Security-Policy.
    func response(
        _ status: HTTPResponse.Status = .ok, title: String, language: Contact.Language, policy: String,
        _ values: [String: Any] = [:]
    ) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy,
            .xContentTypeOptions: "nosniff", .cacheControl: "no-store", .vary: "Accept-Language",
            .contentLanguage: language == .zh ? "zh-CN" : "en",
        ]
        headers[.referrerPolicy] = "no-referrer"
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: text(title: title, language: language, values)))
        )
    }

    /// The page's HTML.
    func text(title: String, language: Contact.Language, _ values: [String: Any]) -> String {
        var values = values
        values["zh"] = language == .zh
        values["en"] = language == .en
        let outer: [String: Any] = [
            "title": title, "lang": language == .zh ? "zh-CN" : "en", "style": styleSheet,
            "body": body.render(values),
        ]
        return frame.render(outer)
    }

    /// A file that ships inside the program.
    static func asset(_ bytes: [UInt8], type: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .xContentTypeOptions: "nosniff", .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension HTTPField.Name {
    static var referrerPolicy: Self { Self("Referrer-Policy") ?? .referer }
}

extension Contact.Language {
    /// The better liked of our two in an Accept-Language header; Chinese when it names neither.
    init(acceptLanguage header: String?) {
        var best: (language: Contact.Language, quality: Double) = (.zh, 0)
        for element in (header ?? "").split(separator: ",") {
            let parts = element.split(separator: ";").map {
                $0.trimmingCharacters(in: .whitespaces).lowercased()
            }
            guard let tag = parts.first,
                let language = Contact.Language(rawValue: String(tag.prefix(while: { $0 != "-" })))
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            let quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if quality > best.quality { best = (language, quality) }
        }
        self = best.language
    }
}
