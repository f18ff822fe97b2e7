import Foundation
import HTTPTypes
import Hummingbird

/// POST, redirect, GET: after a form has done its work the browser is sent to a page, which says once what was done.
/// The words travel in a cookie of that page's path, so no address can put words into the console's mouth.
enum ConsoleNotice {
    private static let name = "notice"
    private static let longest = 600

    /// `303 See Other` to a page of ours, with a notice to show there.
    static func seeOther(_ path: String, _ notice: String) -> Response {
        var response = Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
        let bytes = Data(String(notice.prefix(longest)).utf8)
        let page = path.prefix { $0 != "?" && $0 != "#" }
        response.setCookie(
            Cookie(
                name: name, value: bytes.base64EncodedString(), maxAge: 60, path: String(page), httpOnly: true,
                sameSite: .strict))
        return response
    }

    static func read(_ request: Request) -> String? {
        guard let value = request.cookies[name]?.value, value.utf8.count <= longest * 6,
            let bytes = Data(base64Encoded: value)
        else { return nil }
        return String(data: bytes, encoding: .utf8)
    }

    static func cleared(_ request: Request) -> Cookie {
        Cookie(name: name, value: "", maxAge: 0, path: request.uri.path, httpOnly: true, sameSite: .strict)
    }
}
