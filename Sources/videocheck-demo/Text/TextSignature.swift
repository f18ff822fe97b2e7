import Crypto
import Domain
import Foundation
import HTTPTypes
import Hummingbird

/// Checks the signatures of the two signed shapes, from the providers' published recipes and never by the sender's code.
struct TextSignature: Sendable {
    let keyID: String
    let secret: String

    /// - Throws: `Fault(.invalid)` when the file cannot be read.
    init(keyID: String, secretFile: String) throws(Fault) {
        self.keyID = keyID
        guard let bytes = FileManager.default.contents(atPath: secretFile) else {
            throw Fault(.invalid, "Cannot read the secret \(secretFile).")
        }
        secret = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// TC3-HMAC-SHA256: a header over the request's own list of signed headers and the body's digest.
    func holds(_ request: Request, body: Data) -> Bool {
        let words = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0] == "TC3-HMAC-SHA256" else { return false }
        var fields: [String: String] = [:]
        for part in words[1].components(separatedBy: ", ") {
            let halves = part.split(separator: "=", maxSplits: 1)
            if halves.count == 2 { fields[String(halves[0])] = String(halves[1]) }
        }
        let scope = (fields["Credential"] ?? "").split(separator: "/").map(String.init)
        let names = (fields["SignedHeaders"] ?? "").split(separator: ";").map(String.init)
        guard scope.count == 4, scope[0] == keyID, scope[2...] == ["sms", "tc3_request"],
            Set(names).isSuperset(of: ["content-type", "host"]), let stamp = header("x-tc-timestamp", request)
        else { return false }
        let headers = names.map { "\($0):\((header($0, request) ?? "").lowercased())\n" }.joined()
        let canonical = [
            "POST", request.uri.path, "", headers, names.joined(separator: ";"), Self.digest(body),
        ].joined(separator: "\n")
        let text = ["TC3-HMAC-SHA256", stamp, scope[1...].joined(separator: "/"), Self.digest(Data(canonical.utf8))]
        var key = Data("TC3\(secret)".utf8)
        for part in scope[1...] { key = Self.mac(key, part) }
        return Self.mac(key, text.joined(separator: "\n")).hexadecimal == fields["Signature"]
    }

    /// HMAC-SHA1 over all other fields, sorted and percent-encoded twice over.
    func holds(_ fields: [String: String]) -> Bool {
        let joined = fields.filter { $0.key != "Signature" }.sorted { $0.key < $1.key }.map {
            "\(Self.quoted($0.key))=\(Self.quoted($0.value))"
        }.joined(separator: "&")
        let mac = HMAC<Insecure.SHA1>.authenticationCode(
            for: Data("POST&%2F&\(Self.quoted(joined))".utf8), using: SymmetricKey(data: Data("\(secret)&".utf8)))
        return fields["AccessKeyId"] == keyID && Data(mac).base64EncodedString() == fields["Signature"]
    }

    private func header(_ name: String, _ request: Request) -> String? {
        // HTTPTypes keeps the host beside the headers.
        if name == "host" { return request.head.authority }
        return HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    private static func digest(_ bytes: Data) -> String { Data(SHA256.hash(data: bytes)).hexadecimal }

    private static func mac(_ key: Data, _ text: String) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key)))
    }

    private static func quoted(_ text: String) -> String {
        var plain = CharacterSet(charactersIn: "-_.~")
        plain.insert(charactersIn: "a"..."z")
        plain.insert(charactersIn: "A"..."Z")
        plain.insert(charactersIn: "0"..."9")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
