import Domain
import Foundation

extension Transfer {
    /// Refuses what would change meaning on its way through C strings and protocol lines.
    func validate() throws(Fault) {
        try Transfer.refuseControls(in: url, named: "url")
        if let caFile { try Transfer.refuseControls(in: caFile, named: "ca_file") }
        guard bytes.count <= Transfer.maximumBody else {
            throw Fault(
                .tooLarge,
                "The body has \(bytes.count) bytes; one transfer sends at most \(Transfer.maximumBody).",
                field: "body")
        }
        switch work {
        case .http(_, let headers, _):
            for (name, value) in headers {
                guard !name.isEmpty, name.utf8.allSatisfy(Transfer.isTokenByte) else {
                    throw Fault(.invalid, "“\(name)” is no header name.", field: "headers")
                }
                try Transfer.refuseControls(in: value, named: "header \(name)")
            }
        case .mail(let from, let recipients, _, _):
            for address in [from] + recipients {
                try Transfer.refuseControls(in: address, named: "address")
            }
        case .greeting: break
        }
    }

    var bytes: Data {
        switch work {
        case .http(_, _, let body): body
        case .mail(_, _, let message, _): message
        case .greeting: Data()
        }
    }

    private static func refuseControls(in text: String, named field: String) throws(Fault) {
        guard !text.containsControls else {
            throw Fault(
                .invalid, "Control characters (line ends among them) are not allowed here; remove them.",
                field: field)
        }
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension Transfer.Work {
    /// As libcurl writes them; nothing else is spoken, whatever the URL says.
    var protocols: String {
        switch self {
        case .http: "http,https"
        case .mail, .greeting: "smtp,smtps"
        }
    }
}

extension Duration {
    /// Rounded up to a whole millisecond, at least 1: to libcurl 0 means no limit.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return max(1, Int(clamping: seconds) * 1000 + Int(part))
    }
}
