import Domain
import HTTPTypes
import Hummingbird
import Logging

/// This address has typed too many wrong codes.
struct TooManyGuesses: Error {}

extension PartyPages {
    /// What went wrong, in the words and with the status for a person at a telephone. Our own texts go to the log.
    func answer(
        _ request: Request, _ logger: Logger, _ page: @Sendable () async throws -> Response
    ) async -> Response {
        do {
            return try await page()
        } catch is TooManyGuesses {
            var response = sorry(request, .tooMany)
            response.headers[.retryAfter] = "600"
            return response
        } catch let fault as Fault {
            let trouble = Trouble(fault)
            if trouble == .ours { logger.error("\(fault)") }
            return sorry(request, trouble)
        } catch {
            logger.error("A party's page failed: \(error)")
            return sorry(request, .ours)
        }
    }

    private func sorry(_ request: Request, _ trouble: Trouble) -> Response {
        let language = request.language
        let text = trouble.text(language)
        return sorryPage.response(
            trouble.status, title: text.title, language: language, policy: Self.policy(),
            ["heading": text.title, "advice": text.advice])
    }
}

/// The ways in which a party's page can fail.
enum Trouble: Sendable {
    case unknown, expired, notNow, form, tooMany, ours

    init(_ fault: Fault) {
        switch fault.kind {
        case .notFound: self = .unknown
        // The store has one conflict here, a key past its time; ours about the state names its field.
        case .conflict, .outdated: self = fault.field == nil ? .expired : .notNow
        case .invalid, .tooLarge, .unsupported: self = .form
        case .damaged, .unavailable, .full, .internal, .unauthenticated: self = .ours
        }
    }

    var status: HTTPResponse.Status {
        switch self {
        case .unknown: .notFound
        case .expired: .gone
        case .notNow: .conflict
        case .form: .badRequest
        case .tooMany: .tooManyRequests
        case .ours: .serviceUnavailable
        }
    }

    func text(_ language: Contact.Language) -> (title: String, advice: String) {
        switch (self, language) {
        case (.unknown, .zh): ("没有找到告知书", "链接或验证码不正确。请核对短信或邮件中的内容后重新输入。")
        case (.unknown, .en):
            ("No notice found", "The link or code is not right. Compare it with the message and try again.")
        case (.expired, .zh): ("链接或验证码已失效", "请联系核查中心重新获取。")
        case (.expired, .en): ("This link or code has expired", "Ask the verification centre for a new one.")
        case (.notNow, .zh): ("现在无法确认", "核查的状态已变化。请联系核查中心。")
        case (.notNow, .en):
            ("This cannot be confirmed now", "The check has changed. Contact the verification centre.")
        case (.form, .zh): ("没有收到验证码", "请返回首页，输入短信或邮件中的八位验证码。")
        case (.form, .en):
            ("No code was received", "Go back and enter the eight characters from the message.")
        case (.tooMany, .zh): ("输入错误次数过多", "请十分钟后再试，或使用邮件中的链接。")
        case (.tooMany, .en):
            ("Too many wrong codes", "Try again in ten minutes, or use the link in the mail.")
        case (.ours, .zh): ("系统暂时不可用", "不是您的操作有误。请稍后再试。")
        case (.ours, .en):
            ("Not available just now", "You did nothing wrong. Please try again a little later.")
        }
    }
}
