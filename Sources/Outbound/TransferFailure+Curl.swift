import CCurl

extension TransferFailure.Kind {
    /// Every code that is not named here is `network`: unknown, so the transfer is tried again.
    init(_ code: CURLcode) {
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: self = .unusableURL
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CACERT_BADFILE:
            self = .certificate
        case CURLE_OPERATION_TIMEDOUT: self = .timeout
        default: self = .network
        }
    }
}
