/// By what a key of the keys file is recognised without having it: a backup tells with it which keys it needs.
public struct KeyMark: Codable, Sendable, Equatable {
    /// `k1`, as the keys file writes it.
    public let id: String
    /// 16 hex digits derived from the key, from which the key cannot be found.
    public let fingerprint: String

    public init(id: String, fingerprint: String) {
        self.id = id
        self.fingerprint = fingerprint
    }
}
