import Foundation

/// Where a secret's file is. An absolute path is what it says. A bare name is looked for where systemd takes it from, so
/// that a command that a person runs by hand sees what the service sees.
extension Config {
    /// Names that the units load without a path (LoadCredential), so that systemd looks for them in its stores.
    static let credentialNames = ["licensing.secret", "credit.secret", "sms.secret", "sms.callback", "admin.token"]
    /// Where the units take the keys from.
    static let unitKeysFile = "/etc/videocheck/keys"
    /// systemd's own places, in its order. What lies encrypted in credstore.encrypted only systemd opens.
    static let credentialStores = ["/etc/credstore", "/run/credstore", "/usr/lib/credstore"]

    static func isSecret(_ name: String) -> Bool { name.hasSuffix(".file") || name.hasSuffix("_file") }

    /// - Parameter credentials: the folder of a running unit's credentials; nil outside one.
    static func secretPath(_ value: String, credentials: String?) -> String? {
        guard !value.hasPrefix("/") else { return nil }
        let places: [String]
        if let credentials {
            places = [credentials]
        } else {
            places = credentialNames.contains(value) ? credentialStores : []
        }
        return places.lazy.map { "\($0)/\(value)" }.first { access($0, F_OK) == 0 }
    }

    /// Whether systemd, which reads as root, hands this secret to the service: who owns the file does not matter then.
    func isHandedOver(_ name: String) -> Bool {
        guard let value = self[name], !value.hasPrefix("/"), let path = try? path(name) else { return false }
        return Self.credentialStores.contains { path == "\($0)/\(value)" }
            || (value == "keys" && path == Self.unitKeysFile)
    }

    /// What else to try when a secret is not there.
    func secretHint(_ name: String) -> String {
        guard let value = self[name], Self.credentialNames.contains(value) else { return "" }
        let store = "\(Self.credentialStores[0])/\(value)"
        return geteuid() == 0
            ? "; the service takes it from \(store), where it exists"
            : "; the service takes it from \(store), which root alone can see: run this with sudo"
    }
}
