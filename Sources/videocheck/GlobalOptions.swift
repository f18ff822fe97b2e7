import ArgumentParser
import Domain
import Foundation

/// The options that every command takes, before or after its name.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's staff address (default: $VIDEOCHECK_SERVER or \(Self.usualServer)).", valueName: "url"))
    var server: String?

    @Option(
        help: ArgumentHelp("File that holds the access token (default: $VIDEOCHECK_TOKEN_FILE).", valueName: "file"),
        completion: .file())
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "PEM file of the authority that signed the server's certificate (default: the system's).", valueName: "file"
        ),
        completion: .file())
    var caFile: String?

    @Flag(help: "Print the API's JSON, one document; lists come whole.")
    var json = false

    @Option(help: "Language of headings and remarks (default: as LANG says).")
    var lang: Language?

    @Flag(name: [.long, .customShort("q")], help: "Print no progress and no remarks.")
    var quiet = false

    static let usualServer = "http://127.0.0.1:8080"

    /// - Throws: `ValidationError` for an address that cannot be one, or a token file that cannot be read.
    func desk(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Desk {
        let say = lang ?? Language.of(environment)
        let out = Output(json: json, quiet: quiet)
        let address = try Self.address(server ?? environment["VIDEOCHECK_SERVER"] ?? Self.usualServer)
        let token = try Self.token(tokenFile ?? environment["VIDEOCHECK_TOKEN_FILE"])
        if token != nil, address.hasPrefix("http:"), !Self.isLoopback(address) {
            out.note(
                say(
                    "The token travels to \(address) unencrypted: use https where others share the network.",
                    "令牌将不加密地发送到 \(address)：公用网络中请使用 https。"))
        }
        let api = try API(
            server: address, token: token, caFile: caFile ?? environment["VIDEOCHECK_CA_FILE"], say: say)
        return Desk(api: api, out: out, say: say)
    }

    static func address(_ text: String) throws -> String {
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme),
            parts.host?.isEmpty == false, parts.query == nil, parts.user == nil
        else {
            throw ValidationError("“\(text.harmless)” is no server's address: write it like \(usualServer).")
        }
        return text
    }

    private static func isLoopback(_ address: String) -> Bool {
        let host = URLComponents(string: address)?.host ?? ""
        return host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "[::1]"
    }

    private static func token(_ file: String?) throws -> String? {
        guard let file, !file.isEmpty else { return nil }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ValidationError("The token file \(file.harmless) cannot be read.")
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ValidationError("The token file \(file.harmless) must hold one line of plain characters.")
        }
        return token
    }
}
