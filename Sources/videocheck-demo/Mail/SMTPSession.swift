/// One client's conversation with the mail sink (RFC 5321), without its socket: a line in, an answer out.
struct SMTPSession {
    /// Largest message, in bytes.
    static let messageLimit = 10 << 20
    /// Most recipients of one message.
    static let recipientLimit = 100

    struct Message: Sendable {
        let sender: String
        let recipients: [String]
        /// Headers and body, lines ended by CRLF, dots unstuffed.
        let content: [UInt8]
    }

    enum Action: Sendable {
        case reply(String)
        /// Say nothing: a line of a message.
        case silence
        /// Keep the message, then reply.
        case keep(Message, reply: String)
        case close(reply: String)
    }

    private enum Phase {
        case start
        case ready
        case sender(String)
        case recipients(String, [String])
        case data(String, [String])
    }

    static let greeting = "220 videocheck-demo ESMTP"

    private var phase = Phase.start
    private var content: [UInt8] = []
    private var isTooLarge = false

    /// - Parameter line: without its CRLF.
    mutating func receive(_ line: [UInt8]) -> Action {
        if case .data(let sender, let recipients) = phase {
            return receiveContent(line, sender: sender, recipients: recipients)
        }
        let text = String(decoding: line, as: UTF8.self)
        let verb = text.prefix { $0 != " " }.uppercased()
        let rest = text.dropFirst(verb.count).drop { $0 == " " }
        switch verb {
        case "EHLO":
            phase = .ready
            let size = "SIZE \(Self.messageLimit)"
            return .reply(
                "250-videocheck-demo\r\n250-\(size)\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING")
        case "HELO":
            phase = .ready
            return .reply("250 videocheck-demo")
        case "MAIL": return receiveSender(rest)
        case "RCPT": return receiveRecipient(rest)
        case "DATA":
            guard case .recipients(let sender, let recipients) = phase else { return Self.outOfTurn }
            phase = .data(sender, recipients)
            return .reply("354 End the message with a dot alone on its line")
        case "RSET":
            if case .start = phase { return .reply("250 OK") }
            phase = .ready
            return .reply("250 OK")
        case "NOOP": return .reply("250 OK")
        case "QUIT": return .close(reply: "221 Bye")
        default: return .reply("502 This sink knows EHLO HELO MAIL RCPT DATA RSET NOOP QUIT")
        }
    }

    private static let outOfTurn = Action.reply("503 Not now: EHLO, then MAIL, then RCPT, then DATA")

    private mutating func receiveSender(_ rest: Substring) -> Action {
        guard case .ready = phase else { return Self.outOfTurn }
        guard let (sender, parameters) = Self.path(rest, after: "FROM:") else {
            return .reply("501 Write MAIL FROM:<address>")
        }
        for parameter in parameters.split(separator: " ") where parameter.uppercased().hasPrefix("SIZE=") {
            guard let size = Int(parameter.dropFirst(5)), size <= Self.messageLimit else {
                return .reply("552 At most \(Self.messageLimit) bytes")
            }
        }
        phase = .sender(sender)
        return .reply("250 OK")
    }

    private mutating func receiveRecipient(_ rest: Substring) -> Action {
        guard let (recipient, _) = Self.path(rest, after: "TO:"), !recipient.isEmpty else {
            return .reply("501 Write RCPT TO:<address>")
        }
        switch phase {
        case .sender(let sender): phase = .recipients(sender, [recipient])
        case .recipients(let sender, let known):
            guard known.count < Self.recipientLimit else { return .reply("452 Too many recipients") }
            phase = .recipients(sender, known + [recipient])
        case .start, .ready, .data: return Self.outOfTurn
        }
        return .reply("250 OK")
    }

    private mutating func receiveContent(_ line: [UInt8], sender: String, recipients: [String]) -> Action {
        let dot = UInt8(ascii: ".")
        if line == [dot] {
            let message = Message(sender: sender, recipients: recipients, content: content)
            let wasTooLarge = isTooLarge
            content = []
            isTooLarge = false
            phase = .ready
            if wasTooLarge { return .reply("552 At most \(Self.messageLimit) bytes") }
            return .keep(message, reply: "250 Kept")
        }
        // Past the bound the rest is read and dropped: the client waits for an answer after the dot only.
        if content.count + line.count + 2 > Self.messageLimit {
            isTooLarge = true
            content = []
        }
        if !isTooLarge {
            content += line.first == dot ? line.dropFirst() : line[...]
            content += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
        }
        return .silence
    }

    /// `FROM:<a@b> SIZE=1` → `a@b` and ` SIZE=1`.
    private static func path(_ text: Substring, after keyword: String) -> (String, Substring)? {
        guard text.uppercased().hasPrefix(keyword) else { return nil }
        let path = text.dropFirst(keyword.count).drop { $0 == " " }
        guard path.first == "<", let end = path.firstIndex(of: ">") else { return nil }
        return (String(path[path.index(after: path.startIndex)..<end]), path[path.index(after: end)...])
    }
}
