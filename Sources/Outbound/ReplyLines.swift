import Foundation

/// The lines that libcurl hands over before a body: an HTTP head, or the replies of a mail server. Bounded.
struct ReplyLines {
    static let maximumBytes = 64 << 10

    private let isMail: Bool
    private let isGreeting: Bool
    private var taken = 0
    private var status = 0
    private var headers: [TransferAnswer.Header] = []
    private var lastReply: String?

    init(of work: Transfer.Work) {
        (isMail, isGreeting) =
            switch work {
            case .http: (false, false)
            case .mail: (true, false)
            case .greeting: (true, true)
            }
    }

    /// False when the bound is passed.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
        taken += bytes.count
        guard taken <= Self.maximumBytes else { return false }
        take(line: String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
        return true
    }

    mutating func take(line: String) {
        if isMail { takeReply(line) } else { takeHeader(line) }
    }

    private mutating func takeHeader(_ line: String) {
        if line.hasPrefix("HTTP/") {
            // A new head: one before it was interim (1xx).
            headers = []
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        } else if let colon = line.firstIndex(of: ":") {
            let name = line[..<colon].trimmingCharacters(in: .whitespaces).lowercased()
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            headers.append(TransferAnswer.Header(name: name, value: value))
        }
    }

    private mutating func takeReply(_ line: String) {
        // 221 answers the QUIT that libcurl sends at the end; it says nothing about the mail.
        guard let code = Int(line.prefix(3)), (200...599).contains(code), code != 221 else { return }
        status = code
        lastReply = line
        guard isGreeting, code == 250 else { return }
        let words = line.dropFirst(4).split(separator: " ", maxSplits: 1).map(String.init)
        if let keyword = words.first {
            headers.append(.init(name: keyword.lowercased(), value: words.count > 1 ? words[1] : ""))
        }
    }

    /// Nil when nothing had been said yet.
    func answer(body: Data) -> TransferAnswer? {
        guard status != 0 else { return nil }
        if isMail { return TransferAnswer(status: status, headers: headers, body: Data((lastReply ?? "").utf8)) }
        return TransferAnswer(status: status, headers: headers, body: body)
    }
}
