import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore

/// What stands around every page of the console: title, navigation, language switch, alerts, the notice of what was
/// just done. A page brings the middle.
struct ConsoleFrame: Sendable {
    /// Everything a page loads comes from this listener, and nothing else runs in it.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; \
        connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """

    let centerName: String
    let zone: TimeZone
    /// What to show above every page now. It throws nothing: a page without its alerts is better than no page.
    let alerts: @Sendable () async -> Banner
    private let layout: MustacheTemplate

    /// - Throws: `Fault(.internal)` when the layout does not parse.
    init(centerName: String, zone: TimeZone, alerts: @escaping @Sendable () async -> Banner) throws {
        self.centerName = centerName
        self.zone = zone
        self.alerts = alerts
        layout = try Page.template(PackageResources.console_mustache)
    }

    /// A page of the console.
    /// - Parameters:
    ///   - part: which entry of the navigation it belongs to.
    ///   - body: HTML whose values are escaped already.
    ///   - address: where a `GET` shows this page again, for the language switch; nil: the request's own address.
    ///   - script: an ES module beside the console's own.
    func response(
        to request: Request, status: HTTPResponse.Status = .ok, part: ConsoleNavigation?, title: String,
        body: String, address: String? = nil, script: String? = nil
    ) async -> Response {
        let language = request.consoleLanguage
        let other: Contact.Language = language == .zh ? .en : .zh
        let asked = request.method == .get || request.method == .head
        let shown = asked ? request.uri.string : ConsoleNavigation.queue.path
        let notice = ConsoleNotice.read(request)
        // Their own page shows them all.
        let banner = part == .alerts ? Banner() : await alerts()
        var values: [String: Any] = [
            "title": title, "lang": language.tag, "answer": !asked, "center": centerName, "zone": zone.identifier,
            "body": body,
            "skip": Phrase("跳到正文", "Skip to the content")[language],
            "menu": Phrase("主导航", "Main navigation")[language], "back": address ?? shown,
            "other": other.rawValue, "other_tag": other.tag, "other_name": other == .zh ? "中文" : "English",
            "times": Phrase("时间均为 \(zone.identifier) 时区", "All times are in the zone \(zone.identifier)")[language],
            "navigation": ConsoleNavigation.allCases.map { entry in
                ["path": entry.path, "name": entry.name[language], "current": entry == part] as [String: Any]
            },
            "alerts": banner.shown.map { $0.values(language) },
        ]
        let more = banner.count - banner.shown.count
        if more > 0 {
            values["more"] = Phrase("另有 \(more) 条警报", more == 1 ? "1 more alert" : "\(more) more alerts")[language]
            values["all_alerts"] = ConsoleNavigation.alerts.path
        }
        if let script { values["script"] = script }
        if let notice { values["notice"] = notice }
        var response = Response(
            status: status, headers: Self.headers(language),
            body: ResponseBody(byteBuffer: ByteBuffer(string: layout.render(page: values))))
        if notice != nil { response.setCookie(ConsoleNotice.cleared(request)) }
        return response
    }

    private static func headers(_ language: Contact.Language) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .contentSecurityPolicy: policy, .xContentTypeOptions: "nosniff",
            .cacheControl: "no-store", .vary: "Accept-Language, Cookie", .contentLanguage: language.tag,
        ]
        // Without a referrer at all a browser's form would say "Origin: null", and the guard could not know it as ours.
        headers[.referrerPolicy] = "same-origin"
        return headers
    }
}

extension Contact.Language {
    /// The language tag of HTML and HTTP.
    var tag: String {
        switch self {
        case .zh: "zh-CN"
        case .en: "en"
        }
    }
}
