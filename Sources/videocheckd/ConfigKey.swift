import Foundation

/// Every key that the configuration takes, with what it allows. `config/videocheck.toml` documents the same list.
struct ConfigKey: Sendable {
    let name: String
    let allowed: String
    var standard: String?
    var required = false
    /// Nil when the value is allowed, else what is wrong with it.
    var problem: @Sendable (String) -> String? = { $0.isEmpty ? "is empty" : nil }

    var section: String { String(name.prefix { $0 != "." }) }
    var variable: String { "VIDEOCHECK_" + name.uppercased().replacingOccurrences(of: ".", with: "_") }

    static let all: [ConfigKey] = [
        ConfigKey(
            name: "http.staff", allowed: "a loopback address and port such as \"127.0.0.1:8080\"",
            standard: "127.0.0.1:8080",
            problem: {
                guard let address = listener($0) else { return "\"\($0)\" is no address and port" }
                return isLoopback(address.host) ? nil : "\"\($0)\" is not loopback, and staff pages have no login yet"
            }),
        ConfigKey(
            name: "http.public", allowed: "an address and port such as \"127.0.0.1:8081\"", standard: "127.0.0.1:8081",
            problem: { listener($0) == nil ? "\"\($0)\" is no address and port" : nil }),
        ConfigKey(
            name: "http.public_url", allowed: "the http(s) address of the public pages, without a trailing slash",
            standard: "http://127.0.0.1:8081",
            problem: { isURL($0, ["http", "https"]) && !$0.hasSuffix("/") ? nil : "\"\($0)\" is none" }),
        ConfigKey(name: "state.directory", allowed: "a directory of this daemon's own", required: true),
        ConfigKey(name: "recordings.directory", allowed: "a directory for footage", required: true),
        ConfigKey(name: "recordings.incoming", allowed: "a directory that recorders write to"),
        ConfigKey(
            name: "recordings.incoming_quiet", allowed: "seconds, 1 to 3600", standard: "10",
            problem: { wholeNumber($0, 1...3600) }),
        ConfigKey(
            name: "recordings.incoming_rescan", allowed: "seconds, 1 to 30", standard: "10",
            problem: { wholeNumber($0, 1...30) }),
        ConfigKey(
            name: "recordings.reserve", allowed: "megabytes, 0 to 1000000", standard: "1024",
            problem: { wholeNumber($0, 0...1_000_000) }),
        ConfigKey(
            name: "recordings.rehash_days", allowed: "days, 0 to 3650", standard: "30",
            problem: { wholeNumber($0, 0...3650) }),
        ConfigKey(
            name: "recordings.rehash_rate", allowed: "megabytes a second, 0 to 100000", standard: "20",
            problem: { wholeNumber($0, 0...100_000) }),
        ConfigKey(name: "media.worker", allowed: "the path of videocheck-media"),
        ConfigKey(
            name: "licensing.url", allowed: "an http(s) address",
            problem: { isURL($0, ["http", "https"]) ? nil : "\"\($0)\" is none" }),
        ConfigKey(name: "licensing.secret_file", allowed: "a file that holds whsec_<base64> or 24 bytes and more"),
        ConfigKey(
            name: "credit.url", allowed: "an http(s) address",
            problem: { isURL($0, ["http", "https"]) ? nil : "\"\($0)\" is none" }),
        ConfigKey(name: "credit.secret_file", allowed: "a file that holds whsec_<base64> or 24 bytes and more"),
        ConfigKey(
            name: "mail.url", allowed: "smtp://host:port or smtps://host:port",
            problem: { isURL($0, ["smtp", "smtps"]) ? nil : "\"\($0)\" is none" }),
        ConfigKey(
            name: "mail.from", allowed: "one address such as centre@example.cn",
            problem: { $0.contains("@") ? nil : "\"\($0)\" is no mail address" }),
        ConfigKey(
            name: "sms.url", allowed: "an http(s) address",
            problem: { isURL($0, ["http", "https"]) ? nil : "\"\($0)\" is none" }),
        ConfigKey(
            name: "sms.template", allowed: "the gateway's fixed text with {code}, or its name for that text",
            standard: "【非现场核查】查询码 {code}，请在核查网站输入并确认告知书。"),
        ConfigKey(
            name: "sms.mode", allowed: "\"gateway\" or \"manual\"", standard: "gateway",
            problem: { ["gateway", "manual"].contains($0) ? nil : "\"\($0)\" is neither" }),
        ConfigKey(
            name: "sms.shape", allowed: "a file that describes the provider's requests, such as \"text/plain.json\""),
        ConfigKey(
            name: "sms.text", allowed: "what a person sends by hand, with {code} and {address}",
            standard: "【非现场核查】查询码 {code}，请打开 {address} 输入，查看并确认核查告知书。"),
        ConfigKey(
            name: "sms.signature_name", allowed: "the signature (签名) registered with the provider, without brackets"),
        ConfigKey(name: "sms.app_id", allowed: "the provider's number of the application"),
        ConfigKey(name: "sms.key_id", allowed: "the provider's name of the key"),
        ConfigKey(name: "sms.secret_file", allowed: "a file that holds the key's secret"),
        ConfigKey(
            name: "sms.callback_secret_file",
            allowed: "a file that holds 24 or more letters, digits, - or _: the last part of the callback's address"),
        ConfigKey(name: "center.name", allowed: "the centre's name", standard: "非现场核查中心"),
        ConfigKey(
            name: "center.timezone", allowed: "an IANA time zone", standard: "Asia/Shanghai",
            problem: { TimeZone(identifier: $0) == nil ? "\"\($0)\" is no time zone" : nil }),
        ConfigKey(
            name: "center.alert_mail", allowed: "one mail address such as admin@example.cn",
            problem: { $0.split(separator: "@").count == 2 ? nil : "\"\($0)\" is no mail address" }),
        ConfigKey(name: "center.calendar_directory", allowed: "a directory of <year>.json files", standard: "calendar"),
        ConfigKey(name: "center.rules_directory", allowed: "a directory of rule sets, <date>.json", standard: "rules"),
        ConfigKey(
            name: "checklists.directory", allowed: "a directory of checklists, <date>.json; left out: no checklist"),
        ConfigKey(name: "documents.templates", allowed: "a directory of <name>.mustache files"),
        ConfigKey(name: "backup.directory", allowed: "a directory on another disk"),
        ConfigKey(name: "audit.checkpoints", allowed: "a directory on another disk or share"),
        ConfigKey(name: "auth.admin_token_file", allowed: "a file that holds the token for machines"),
        ConfigKey(name: "keys.file", allowed: "a file with lines \"k1 <base64 of 32 bytes>\"", required: true),
    ]

    static func listener(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else { return nil }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        return host.isEmpty ? nil : (host, port)
    }

    private static func wholeNumber(_ text: String, _ range: ClosedRange<Int>) -> String? {
        Int(text).map(range.contains) == true ? nil : "\"\(text)\" is no such number"
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "::1" || host == "localhost" || host.hasPrefix("127.")
    }

    private static func isURL(_ text: String, _ schemes: [String]) -> Bool {
        guard let url = URLComponents(string: text), let scheme = url.scheme, let host = url.host else { return false }
        return schemes.contains(scheme) && !host.isEmpty
    }
}
