import Domain
import Foundation
import Outbound
import Stages

/// The ways out that the configuration names, over libcurl. Mail has a loop of its own: libcurl holds the thread while a
/// mail server says goodbye.
struct Gateways: Sendable {
    let licensing: Gateway
    let credit: Gateway
    let mail: Gateway
    let text: Gateway
    let certificates: CertificateWatch
    private let web: CurlLoop
    private let post: CurlLoop

    init(config: Config, centre: Centre) throws {
        let web = try CurlLoop(name: "outbound-web")
        let post = try CurlLoop(name: "outbound-mail")
        self.web = web
        self.post = post
        if let url = config["licensing.url"], let secret = centre.licensingSecret {
            let client = try LicensingClient(url: url, secret: secret, loop: web)
            licensing = Gateway { await client.deliver($0) }
        } else {
            licensing = .missing("licensing.url")
        }
        if let url = config["credit.url"], let secret = centre.creditSecret {
            let client = try LicensingClient(url: url, secret: secret, loop: web)
            credit = Gateway { await client.deliver($0) }
        } else {
            credit = .missing("credit.url")
        }
        if let url = config["mail.url"], let from = config["mail.from"] {
            let client = try MailGateway(url: url, from: from, loop: post)
            mail = Gateway { await client.deliver($0) }
        } else {
            mail = .missing("mail.url")
        }
        text = Self.text(config: config, settings: centre.text, loop: web)
        certificates = CertificateWatch(config: config, web: web, post: post)
    }

    private static func text(config: Config, settings: TextSettings, loop: CurlLoop) -> Gateway {
        guard !settings.isManual else {
            return Gateway { _ in .manual(reason: "sms.mode is manual: a person sends it.") }
        }
        guard let url = config["sms.url"] else { return .missing("sms.url") }
        let client = TextGateway(
            shape: settings.shape, url: url, template: settings.template, account: settings.account, loop: loop)
        return Gateway { await client.deliver($0) }
    }

    func shutdown() async {
        await web.shutdown()
        await post.shutdown()
    }
}
