import CCurl
import Domain
import Foundation

/// The C memory of one transfer: the easy handle, its lists, the body it sends and what it receives.
///
/// Confined to the loop's thread, where it is made, used and released; libcurl's callbacks come on that
/// thread too. Everything is freed once, in `deinit`; the owner takes the handle off the multi handle
/// before.
final class Exchange {
    let easy: UnsafeMutableRawPointer
    let transfer: Transfer
    /// libcurl does not copy what it sends.
    private let body: UnsafeMutableBufferPointer<UInt8>
    private var sent = 0
    private let errorText: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private(set) var received = Data()
    private(set) var receivedTooMuch = false
    private var lines: ReplyLines

    init(_ transfer: Transfer) throws(Fault) {
        try transfer.validate()
        guard let easy = curl_easy_init() else {
            throw Fault(.unavailable, "No memory for another transfer; it is tried again later.")
        }
        self.easy = easy
        self.transfer = transfer
        lines = ReplyLines(of: transfer.work)
        let bytes = transfer.bytes
        body = .allocate(capacity: bytes.count)
        _ = body.initialize(from: bytes)
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure()
    }

    deinit {
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
        body.deallocate()
        errorText.deallocate()
    }

    /// Called once, after libcurl reported the transfer's end.
    func end(_ result: CURLcode) -> TransferEnd {
        var answer = lines.answer(body: received)
        answer?.certificateExpires = certificateExpires
        if result == CURLE_OK, let answer { return .complete(answer) }
        let detail = String(cString: errorText)
        return .broken(
            TransferFailure(
                kind: receivedTooMuch ? .tooLarge : TransferFailure.Kind(result),
                code: Int(result.rawValue),
                message: detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail,
                partial: answer))
    }

    /// From libcurl's list of "Name:value" lines on the first certificate of the chain, which is the other side's own.
    private var certificateExpires: Date? {
        var entry = vc_certificate(easy)
        while let line = entry {
            if let text = line.pointee.data.map({ String(cString: $0) }), text.hasPrefix("Expire date:") {
                return CertificateDate.parse(String(text.dropFirst("Expire date:".count)))
            }
            entry = UnsafePointer(line.pointee.next)
        }
        return nil
    }

    // MARK: What libcurl calls

    fileprivate func take(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard received.count + bytes.count <= transfer.maximumAnswer else {
            receivedTooMuch = true
            return 0
        }
        received.append(contentsOf: bytes)
        return bytes.count
    }

    fileprivate func takeLine(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard lines.take(bytes) else {
            receivedTooMuch = true
            return 0
        }
        return bytes.count
    }

    fileprivate func give(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(room.count, body.count - sent)
        room.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(body)[sent..<(sent + count)]))
        sent += count
        return count
    }

    private static func of(_ context: UnsafeMutableRawPointer) -> Exchange {
        // Unretained is sound: the loop holds the exchange for as long as its handle is on the multi handle.
        Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    }

    // MARK: Options

    private func configure() throws(Fault) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(vc_setopt_pointer(easy, CURLOPT_ERRORBUFFER, errorText))
        try check(vc_setopt_string(easy, CURLOPT_URL, transfer.url))
        try configureSafety()
        try configureLimits()
        try check(
            vc_setopt_write(easy, CURLOPT_WRITEFUNCTION) { bytes, item, count, context in
                guard let bytes, let context else { return 0 }
                return Exchange.of(context).take(UnsafeRawBufferPointer(start: bytes, count: item * count))
            })
        try check(vc_setopt_pointer(easy, CURLOPT_WRITEDATA, context))
        try check(
            vc_setopt_write(easy, CURLOPT_HEADERFUNCTION) { bytes, item, count, context in
                guard let bytes, let context else { return 0 }
                return Exchange.of(context).takeLine(
                    UnsafeRawBufferPointer(start: bytes, count: item * count))
            })
        try check(vc_setopt_pointer(easy, CURLOPT_HEADERDATA, context))
        switch transfer.work {
        case .http(let method, let headers, _): try configureHTTP(method, headers)
        case .mail(let from, let recipients, _, let startTLS):
            try configureMail(from, recipients, startTLS, context)
        case .greeting(let startTLS):
            try check(vc_setopt_string(easy, CURLOPT_CUSTOMREQUEST, "NOOP"))
            try set(CURLOPT_NOBODY, 1)
            try configureSession(startTLS)
        }
    }

    private func configureSafety() throws(Fault) {
        let protocols = transfer.work.protocols
        try check(vc_setopt_string(easy, CURLOPT_PROTOCOLS_STR, protocols))
        try check(vc_setopt_string(easy, CURLOPT_REDIR_PROTOCOLS_STR, protocols))
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_CERTINFO, 1)
        if let caFile = transfer.caFile { try check(vc_setopt_string(easy, CURLOPT_CAINFO, caFile)) }
        try set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
        // An empty string, unlike no string, also switches off the environment's proxies.
        try check(vc_setopt_string(easy, CURLOPT_PROXY, ""))
        try check(vc_setopt_string(easy, CURLOPT_NOPROXY, "*"))
        try set(CURLOPT_NOSIGNAL, 1)
        // A name server that stays silent must not hold the loop when its transfer is given up.
        try set(CURLOPT_QUICK_EXIT, 1)
        if transfer.fresh {
            try set(CURLOPT_FRESH_CONNECT, 1)
            try set(CURLOPT_FORBID_REUSE, 1)
        }
    }

    private func configureLimits() throws(Fault) {
        let limits = transfer.limits
        try set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds)
        try set(CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
        try set(CURLOPT_LOW_SPEED_LIMIT, limits.lowSpeedBytesPerSecond)
        try set(CURLOPT_LOW_SPEED_TIME, max(1, limits.lowSpeedFor.milliseconds / 1000))
    }

    private func configureHTTP(
        _ method: Transfer.Method, _ headers: [(name: String, value: String)]
    ) throws(Fault) {
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        // No wait for "100 Continue": the bodies are small.
        try check(
            vc_setopt_list(
                easy, CURLOPT_HTTPHEADER, list(headers.map { "\($0.name): \($0.value)" } + ["Expect:"])))
        switch method {
        case .get: try set(CURLOPT_HTTPGET, 1)
        case .head: try set(CURLOPT_NOBODY, 1)
        case .delete:
            try set(CURLOPT_HTTPGET, 1)
            try check(vc_setopt_string(easy, CURLOPT_CUSTOMREQUEST, method.rawValue))
        case .post, .patch:
            try set(CURLOPT_POST, 1)
            try check(vc_setopt_pointer(easy, CURLOPT_POSTFIELDS, body.baseAddress))
            try check(vc_setopt_off(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            if method == .patch {
                try check(vc_setopt_string(easy, CURLOPT_CUSTOMREQUEST, method.rawValue))
            }
        }
    }

    private func configureMail(
        _ from: String, _ recipients: [String], _ startTLS: Transfer.StartTLS,
        _ context: UnsafeMutableRawPointer
    ) throws(Fault) {
        try set(CURLOPT_UPLOAD, 1)
        try check(vc_setopt_string(easy, CURLOPT_MAIL_FROM, "<\(from)>"))
        try check(vc_setopt_list(easy, CURLOPT_MAIL_RCPT, list(recipients.map { "<\($0)>" })))
        try check(vc_setopt_off(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(body.count)))
        try check(
            vc_setopt_read(easy) { bytes, item, count, context in
                guard let bytes, let context else { return 0 }
                return Exchange.of(context)
                    .give(UnsafeMutableRawBufferPointer(start: bytes, count: item * count))
            })
        try check(vc_setopt_pointer(easy, CURLOPT_READDATA, context))
        try configureSession(startTLS)
    }

    private func configureSession(_ startTLS: Transfer.StartTLS) throws(Fault) {
        let level = startTLS == .never ? CURLUSESSL_NONE : CURLUSESSL_TRY
        try set(CURLOPT_USE_SSL, Int(level.rawValue))
        // Also the bound on the answer to QUIT, for which libcurl holds the loop's thread.
        try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, 20)
    }

    private func list(_ entries: [String]) throws(Fault) -> UnsafeMutablePointer<curl_slist> {
        var head: UnsafeMutablePointer<curl_slist>?
        for entry in entries {
            guard let longer = curl_slist_append(head, entry) else {
                curl_slist_free_all(head)
                throw Fault(.unavailable, "No memory for another transfer; it is tried again later.")
            }
            head = longer
        }
        guard let head else { throw Fault(.invalid, "A mail needs at least one recipient.") }
        lists.append(head)
        return head
    }

    private func set(_ option: CURLoption, _ value: Int) throws(Fault) {
        try check(vc_setopt_long(easy, option, value))
    }

    private func check(_ code: CURLcode) throws(Fault) {
        guard code == CURLE_OK else {
            throw Fault(
                .internal,
                "libcurl refuses an option; version 7.87 or later is needed. "
                    + String(cString: curl_easy_strerror(code))
            )
        }
    }
}
