import Foundation

/// One bounded request to the world outside, as a value: nothing happens until `CurlLoop.perform` takes it.
///
/// What holds for every transfer, whatever its fields: redirects are never followed; only the protocols of
/// its `work` are spoken; TLS is 1.2 or later with the certificate and the host name checked; `.netrc`,
/// cookies and the environment's proxies are ignored; the answer is kept in memory and has a bound.
public struct Transfer: Sendable {
    /// What is to be done, and with it the protocols that the URL may name.
    public enum Work: Sendable {
        /// `http` and `https`. Header names and values are refused if they hold control characters.
        case http(method: Method, headers: [(name: String, value: String)], body: Data)
        /// `smtp` and `smtps`: bare addresses, and a complete RFC 5322 message with CRLF line ends.
        case mail(from: String, recipients: [String], message: Data, startTLS: StartTLS)
        /// `smtp` and `smtps`: hello, and goodbye; the answer's headers are what the server says it can do.
        case greeting(startTLS: StartTLS)
    }

    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        /// The answer's head alone; `body` is not sent.
        case head = "HEAD"
        case patch = "PATCH"
        /// `body` is not sent.
        case delete = "DELETE"
    }

    /// Whether an `smtp://` connection is lifted to TLS.
    public enum StartTLS: Sendable {
        case never
        /// When the server offers it; a certificate that does not verify is still a failure.
        case whenOffered
    }

    /// The bounds in time. A transfer ends at the first that is passed.
    public struct Limits: Sendable, Equatable {
        public var connect: Duration
        public var total: Duration
        /// Fewer bytes per second than this, both ways together, for `lowSpeedFor`, is a dead transfer. It
        /// counts while the answer is awaited, too.
        public var lowSpeedBytesPerSecond: Int
        /// Whole seconds; libcurl knows no finer.
        public var lowSpeedFor: Duration

        public init(
            connect: Duration = .seconds(10), total: Duration = .seconds(60),
            lowSpeedBytesPerSecond: Int = 32, lowSpeedFor: Duration = .seconds(20)
        ) {
            self.connect = connect
            self.total = total
            self.lowSpeedBytesPerSecond = lowSpeedBytesPerSecond
            self.lowSpeedFor = lowSpeedFor
        }
    }

    public var url: String
    public var work: Work
    public var limits: Limits
    /// A new connection that is closed afterwards. Whatever must not be sent twice needs it: libcurl silently
    /// repeats a POST when a connection that it *reused* is reset. False where a repetition does no harm.
    public var fresh: Bool
    /// Bytes of the answer's body; one more and the transfer fails as `tooLarge`.
    public var maximumAnswer: Int
    /// Authorities to trust instead of the system's, a PEM file.
    public var caFile: String?

    /// Bytes of the body or the mail that a transfer takes at most.
    public static let maximumBody = 16 << 20

    public init(
        url: String, work: Work, limits: Limits = Limits(), fresh: Bool = true,
        maximumAnswer: Int = 64 << 10, caFile: String? = nil
    ) {
        self.url = url
        self.work = work
        self.limits = limits
        self.fresh = fresh
        self.maximumAnswer = maximumAnswer
        self.caFile = caFile
    }
}

/// How a transfer that was started came to its end.
public enum TransferEnd: Sendable {
    /// The protocol ran to its end: any HTTP status with its whole body, or a mail that was taken.
    case complete(TransferAnswer)
    /// It did not. What the receiver has done meanwhile is unknown, unless the kind says otherwise.
    case broken(TransferFailure)
}

/// What the other side said.
public struct TransferAnswer: Sendable, Equatable {
    /// The HTTP status, or the SMTP reply code.
    public let status: Int
    /// Names in lower case, in the order received; empty for mail; for a greeting, the keywords of EHLO.
    public let headers: [Header]
    /// The HTTP body, or the text of the last SMTP reply.
    public let body: Data
    /// When the certificate that the other side showed expires; nil without TLS.
    public var certificateExpires: Date?

    public struct Header: Sendable, Equatable {
        public let name: String
        public let value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(status: Int, headers: [Header] = [], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name, written in lower case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// Why a transfer broke off.
public struct TransferFailure: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// The URL is malformed or its protocol is not allowed: nothing was sent.
        case unusableURL
        /// The other side's certificate does not verify: nothing was sent.
        case certificate
        /// A bound in time was passed.
        case timeout
        /// The answer is larger than its bound.
        case tooLarge
        /// Everything else: names, connections, resets, answers cut short, replies against the protocol.
        case network
    }

    public let kind: Kind
    /// libcurl's code and words.
    public let code: Int
    public let message: String
    /// What of an answer had arrived by then; its body is not whole.
    public let partial: TransferAnswer?

    public init(kind: Kind, code: Int, message: String, partial: TransferAnswer? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.partial = partial
    }
}
