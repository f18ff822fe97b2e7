import Domain
import Foundation

extension MainJob {
    /// The timers find a slot and issue the notice; the party opens its link and acknowledges.
    func notify(_ check: CheckName) async throws {
        let scheduled = try await wait(for: check, toBe: "scheduled")
        let inspectors = (scheduled["inspectors"]?.list ?? []).compactMap { $0["name"]?.text }
        let start = scheduled["slot"]?["start"]?.text ?? "?"
        let station = scheduled["station"]?["name"]?.text ?? "?"
        tell(
            "notify", "scheduled",
            "\(start) \(station)，随机选派\(inspectors.joined(separator: "、")) slot found, inspectors drawn")

        let issued = try await wait(for: check, toBe: "issued")
        let number = issued["notice"]?["number"]?.text ?? ""
        let link = try await link(check)
        tell("notify", "issued", "非现场核查告知书 \(number) mailed to \(link.recipient)")
        // The text message is the second channel: worth a line, and no condition of service.
        if let text = texts.received.last, let code = text.request["params"]?["code"]?.text {
            tell("notify", "issued", "短信验证码 \(code) sent to \(text.request["to"]?.text ?? "?")")
        }

        let shown = try await party.send("GET", link.url)
        try HTTPPeer.checked(shown, "GET \(link.url)")
        let beforehand = try await look(check)
        guard beforehand["state"]?.text == "issued" else {
            throw Fault(.conflict, "Opening the link must not serve the notice: only acknowledging does.")
        }
        let token = String(link.url.split(separator: "/").last ?? "")
        let acknowledged = try await party.send(
            "POST", "/acknowledge", headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Data("key=\(token)".utf8))
        try HTTPPeer.checked(acknowledged, "POST /acknowledge")
        let served = try await wait(for: check, toBe: "served")
        let instant = served["service"]?["acknowledged_at"]?.text ?? "?"
        tell("notify", "served", "当事人确认收到 the party opened its link and acknowledged at \(instant)")
    }

    /// The link in the notice mail, and who got it.
    private func link(_ check: CheckName) async throws -> (url: String, recipient: String) {
        let prefix = party.base.absoluteString + "/p/"
        return try await wait(for: "the notice mail of \(check.number)") {
            for mail in mailbox.mails {
                guard let text = MailText.plain(in: mail.content), let start = text.range(of: prefix) else {
                    continue
                }
                let token = text[start.upperBound...].prefix { character in
                    character.isASCII
                        && (character.isLetter || character.isNumber || "-_~.".contains(character))
                }
                if !token.isEmpty { return (prefix + token, mail.recipient) }
            }
            return nil
        }
    }
}
