import Domain
import Foundation
import Outbound

extension Examination {
    /// The listing for reconciliation, signed like a result: it shows that the address leads to the backend and that the
    /// backend accepts the secret.
    func licensing() async -> [Finding] {
        guard let url = config["licensing.url"] else {
            return [
                .warn(
                    .licensing, .init("未设置 licensing.url", "licensing.url is not set"),
                    .init("未设置时，核查结果会暂停投递，等待人工处理。", "Results of checks are held for a person without it."))
            ]
        }
        let advice = Finding.Words(
            "请与许可后台管理员核对 licensing.url 和 licensing.secret_file。",
            "Compare licensing.url and licensing.secret_file with the backend's administrator.")
        let client: LicensingClient
        do {
            client = try LicensingClient(
                url: url, secret: SecretFile.read(config, "licensing.secret_file"), loop: patient.web,
                limits: Patient.limits)
        } catch {
            let text = (error as? ConfigError)?.text ?? "\(error)"
            return [.fail(.licensing, .init("密钥文件不可用：\(text)", "its secret is of no use: \(text)"), advice)]
        }
        switch await client.reconciliation(since: Date()) {
        case .listed: return [.ok(.licensing, "\(url) 可访问，身份验证通过", "\(url) answers and accepts the secret")]
        case .refused(let status):
            return [
                .fail(.licensing, .init("\(url) 拒绝了密钥（\(status)）", "\(url) refuses the secret (\(status))"), advice)
            ]
        case .strange(let answer):
            return [
                .fail(
                    .licensing, .init("\(url) 的应答不是对账清单：\(answer)", "\(url) answers with no listing: \(answer)"), advice
                )
            ]
        case .unreachable(let reason):
            return [
                .fail(
                    .licensing, .init("\(url) 无法访问：\(reason)", "\(url) cannot be reached: \(reason)"),
                    .init(
                        "请检查网络和防火墙，或联系许可后台管理员；结果会等待重试，不会丢失。",
                        "Check the network and the firewall, or call the backend's administrator; results wait and are not lost."
                    ))
            ]
        }
    }

    func mail() async -> [Finding] {
        guard let url = config["mail.url"] else {
            return [
                .warn(
                    .mail, .init("未设置 mail.url", "mail.url is not set"),
                    .init(
                        "未设置时，告知书邮件会暂停投递，警报也不能发邮件。",
                        "Notices by mail are held without it, and alerts are not mailed.")
                )
            ]
        }
        let advice = Finding.Words("请检查 mail.url、网络和邮件服务器。", "Check mail.url, the network and the mail server.")
        guard let from = config["mail.from"] else {
            return [
                .fail(
                    .mail, .init("未设置 mail.from", "mail.from is missing"),
                    .init("请设置发件地址。", "Set the sender's address."))
            ]
        }
        do {
            let gateway = try MailGateway(url: url, from: from, loop: patient.post, limits: Patient.limits)
            switch await gateway.greet() {
            case .unreachable(let reason):
                return [.fail(.mail, .init("\(url) 不可用：\(reason)", "\(url) is of no use: \(reason)"), advice)]
            case .ready(let offersTLS):
                var found = [Self.ready(url, offersTLS)]
                if let testMail { found.append(await send(to: testMail, gateway)) }
                return found
            }
        } catch {
            return [.fail(.mail, .init("\(error)", "\(error)"), advice)]
        }
    }

    private static func ready(_ url: String, _ offersTLS: Bool) -> Finding {
        if offersTLS || url.hasPrefix("smtps:") {
            return .ok(.mail, "\(url) 可用，支持加密", "\(url) is ready and offers encryption")
        }
        guard !isLoopback(url) else { return .ok(.mail, "\(url) 可用（本机）", "\(url) is ready (on this machine)") }
        return .warn(
            .mail, .init("\(url) 可用，但不支持 STARTTLS", "\(url) is ready and offers no STARTTLS"),
            .init("邮件将不加密传输：请在邮件服务器上启用 TLS。", "Mail travels unencrypted: switch TLS on at the mail server."))
    }

    private func send(to address: String, _ gateway: MailGateway) async -> Finding {
        let mail = OutboundMessage.Mail(
            to: address, subject: "VideoCheck: 测试邮件 / test mail",
            text: "这是一封测试邮件，无需回复。\nThis is a test mail; no answer is needed.\n", html: nil)
        let id = ID<Message>.new(Date()).description
        let outcome = await gateway.deliver(
            OutboundMessage(messageID: id, idempotencyKey: id, attempt: 1, content: .mail(mail)))
        switch outcome {
        case .delivered: return .ok(.mail, "测试邮件已交给服务器：\(address)", "a test mail to \(address) was taken")
        case .retry(let reason, _, _), .held(let reason, _), .manual(let reason):
            return .fail(
                .mail, .init("测试邮件未发出：\(reason)", "the test mail was not taken: \(reason)"),
                .init("请检查收件地址和发件权限。", "Check the address and the permission to send."))
        }
    }

    func text() async -> [Finding] {
        if config["sms.mode"] == "manual" {
            return [.ok(.text, "人工发送（sms.mode = manual）", "sent by hand (sms.mode is manual)")]
        }
        guard let url = config["sms.url"] else {
            return [
                .warn(
                    .text, .init("未设置 sms.url", "sms.url is not set"),
                    .init("未设置时，短信需要人工发送。", "Text messages are sent by hand without it."))
            ]
        }
        // Nothing is posted: any answer at all shows that the gateway can be reached.
        switch await patient.get(url) {
        case .complete(let answer) where answer.status < 500:
            return [.ok(.text, "\(url) 可访问", "\(url) can be reached")]
        case .complete(let answer):
            return [unreachable(.text, url, "\(answer.status)")]
        case .broken(let failure): return [unreachable(.text, url, failure.message)]
        case nil: return [unreachable(.text, url, "")]
        }
    }

    private func unreachable(_ area: Finding.Area, _ url: String, _ reason: String) -> Finding {
        .fail(
            area, .init("\(url) 无法访问：\(reason)", "\(url) cannot be reached: \(reason)"),
            .init("请检查地址、网络和防火墙。", "Check the address, the network and the firewall."))
    }

    /// The certificates of everything that is reached over TLS, the party's own pages among them.
    func publicPages() async -> [Finding] {
        var found: [Finding] = []
        for key in ["http.public_url", "licensing.url", "sms.url"] {
            guard let url = config[key] else { continue }
            if url.hasPrefix("https:") {
                found.append(await certificate(key, url))
            } else if !Self.isLoopback(url) {
                found.append(
                    .warn(
                        .certificates, .init("\(key)（\(url)）不加密", "\(key) (\(url)) is not encrypted"),
                        .init("请使用 https 地址。", "Use an https address.")))
            } else if key == "http.public_url" {
                found.append(
                    .warn(
                        .certificates,
                        .init(
                            "http.public_url（\(url)）只有本机可以打开", "http.public_url (\(url)) opens on this machine alone"),
                        .init(
                            "请设置申请人可以访问的 https 地址（通常由反向代理提供）。",
                            "Set the https address by which applicants reach it, usually a reverse proxy's.")))
            }
        }
        return found
    }

    private func certificate(_ key: String, _ url: String) async -> Finding {
        switch await CertificateLook(loop: patient.web, limits: Patient.limits).look(at: url) {
        case .valid(let until):
            guard let until else { return .ok(.certificates, "\(key)：证书有效", "\(key): the certificate is valid") }
            let day = Day(until, in: .gmt).description
            guard until.timeIntervalSinceNow < CertificateLook.notice else {
                return .ok(.certificates, "\(key)：证书有效至 \(day)", "\(key): the certificate is valid until \(day)")
            }
            let days = Int(until.timeIntervalSinceNow / 86_400)
            return .warn(
                .certificates,
                .init(
                    "\(key)：证书将于 \(day) 到期（还有 \(days) 天）",
                    "\(key): the certificate expires on \(day), in \(days) days"),
                .init("请在到期前更换证书。", "Renew it before then."))
        case .invalid(let reason):
            return .fail(
                .certificates,
                .init("\(key)：证书无效：\(reason)", "\(key): the certificate does not verify: \(reason)"),
                .init("请更换证书，或安装签发机构的根证书。", "Renew the certificate, or install the authority that issued it."))
        case .unreachable(let reason): return unreachable(.certificates, url, reason)
        }
    }

    static func isLoopback(_ url: String) -> Bool {
        guard let host = URLComponents(string: url)?.host else { return false }
        return host == "localhost" || host == "[::1]" || host == "::1" || host.hasPrefix("127.")
    }
}
