import Domain
import HTTPTypes
import Hummingbird

/// A request of a browser that failed, as a page in its reader's language. The API, and programs anywhere, get the
/// problem itself.
struct ConsoleSorry: Sendable {
    private let page: ConsolePage

    init(frame: ConsoleFrame) throws {
        page = try ConsolePage(PackageResources.console_sorry_mustache, frame: frame, part: nil)
    }

    /// The page; nil for whoever does not read HTML.
    func response(to request: Request, _ problem: Problem) async -> Response? {
        guard !request.uri.path.hasPrefix(Site.apiPrefix), request.headers[.accept]?.contains("text/html") == true
        else { return nil }
        let language = request.consoleLanguage
        let words = Self.words(problem.status)
        var response = await page.response(
            to: request, status: problem.status, title: words.heading[language],
            ["heading": words.heading[language], "advice": words.advice[language], "detail": problem.detail])
        if problem.status == .serviceUnavailable { response.headers[.retryAfter] = "1" }
        return response
    }

    static func words(_ status: HTTPResponse.Status) -> (heading: Phrase, advice: Phrase) {
        switch status.code {
        case 404:
            (
                Phrase("没有找到", "Not found"),
                Phrase("没有这个页面、核查或录像。请核对编号。", "There is no such page, check or recording. Compare the number.")
            )
        case 403:
            (
                Phrase("没有执行", "Not carried out"),
                Phrase(
                    "请求不是从本系统的页面发出的。请在这里打开页面后重新操作。",
                    "The request did not come from a page of this system. Open the page here and try again.")
            )
        case 409:
            (
                Phrase("现在不能这样做", "Not possible now"),
                Phrase("情况已变化。请返回查看当前状态。", "Things have changed. Go back and look at the present state.")
            )
        case 413:
            (Phrase("内容太大", "Too large"), Phrase("提交的内容超出限制。", "What was sent is larger than this page takes."))
        case 400..<500:
            (
                Phrase("无法处理", "Not understood"),
                Phrase("提交的内容有误。请返回检查后重试。", "Something in the request is wrong. Go back, check it and try again.")
            )
        case 503:
            (
                Phrase("暂时不可用", "Not available just now"),
                Phrase("不是您的操作有误，请稍后再试。", "You did nothing wrong. Please try again in a moment.")
            )
        default:
            (
                Phrase("系统出错", "Something went wrong here"),
                Phrase("不是您的操作有误，详情已记入日志。", "You did nothing wrong; the log has the details.")
            )
        }
    }
}
