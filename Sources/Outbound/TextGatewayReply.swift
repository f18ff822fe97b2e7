/// A text gateway's answer; gateways differ in what they leave out and in how they write a code.
struct TextGatewayReply: Decodable {
    let messageID: String?
    /// The error inside, if there is one.
    let refusal: Refusal?

    struct Refusal: Equatable {
        let text: String
        /// Repeating the same bytes cannot help.
        let isFinal: Bool
    }

    private enum Keys: String, CodingKey {
        case messageID = "message_id"
        case error, code
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        messageID = try values.decodeIfPresent(String.self, forKey: .messageID)
        let hasError = values.contains(.error) ? try !values.decodeNil(forKey: .error) : false
        let code: String?
        if let number = try? values.decodeIfPresent(Int.self, forKey: .code) {
            code = String(number)
        } else {
            code = try values.decodeIfPresent(String.self, forKey: .code)
        }
        let codeIsGood = code == nil || code == "0" || code?.uppercased() == "OK"
        guard hasError || !codeIsGood else {
            refusal = nil
            return
        }
        // The error may be any JSON; a person reads it in the answer, so only a plain text is repeated here.
        let words = try? values.decodeIfPresent(String.self, forKey: .error)
        let number = code.flatMap { Int($0) } ?? 0
        refusal = Refusal(
            text: [code.map { "code \($0)" }, words].compactMap { $0 }.joined(separator: ", "),
            isFinal: (400..<500).contains(number) && ![408, 425, 429].contains(number))
    }
}
