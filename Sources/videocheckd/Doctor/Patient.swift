import Domain
import Foundation
import Outbound
import Store

/// What the doctor's looks share: the configuration, what became of the keys, how the daemon is, ways out.
struct Patient: Sendable {
    let config: Config
    /// The keys, or what is wrong with them.
    let vault: Result<Vault, Fault>
    let daemon: DaemonState
    let web: CurlLoop
    /// Mail has its own: libcurl holds the thread while a mail server says goodbye.
    let post: CurlLoop

    /// Every request of the doctor ends within this.
    static let limits = Transfer.Limits(
        connect: .seconds(4), total: .seconds(8), lowSpeedBytesPerSecond: 1, lowSpeedFor: .seconds(6))

    init(_ config: Config) async throws {
        self.config = config
        web = try CurlLoop(name: "doctor-web")
        post = try CurlLoop(name: "doctor-mail")
        vault = Self.vault(config)
        daemon = await DaemonState(config, vault: try? vault.get(), web: web)
    }

    func get(_ url: String, headers: [(name: String, value: String)] = []) async -> TransferEnd? {
        try? await web.perform(
            Transfer(
                url: url, work: .http(method: .get, headers: headers, body: Data()), limits: Self.limits,
                maximumAnswer: 1 << 20))
    }

    private static func vault(_ config: Config) -> Result<Vault, Fault> {
        do {
            let bytes = try SecretFile.read(config, "keys.file")
            return .success(try Vault(keysFile: String(decoding: bytes, as: UTF8.self)))
        } catch let error as ConfigError {
            return .failure(Fault(.invalid, error.text, field: error.key))
        } catch let fault as Fault {
            return .failure(fault)
        } catch {
            return .failure(Fault(.internal, "The keys file cannot be read.", cause: error))
        }
    }
}
