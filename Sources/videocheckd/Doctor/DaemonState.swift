import Domain
import Foundation
import Outbound
import Store

/// Whether a daemon holds the state directory, and where things stand by its own account, or by the database's while
/// nobody holds it. The doctor never opens a database that a daemon has open.
enum DaemonState: Sendable {
    /// It runs and answers.
    case running(Standing)
    /// It holds the directory and does not answer, with the reason.
    case silent(String)
    case stopped(Standing)
    /// Never started here: there is no database.
    case new
    /// The directory or the database cannot be looked at.
    case unreadable(String)

    var standing: Standing? {
        switch self {
        case .running(let standing), .stopped(let standing): standing
        case .silent, .new, .unreadable: nil
        }
    }

    var isRunning: Bool {
        switch self {
        case .running, .silent: true
        case .stopped, .new, .unreadable: false
        }
    }

    init(_ config: Config, vault: Vault?, web: CurlLoop) async {
        let directory = (try? config.path("state.directory")) ?? ""
        let found = await Bounded.run(seconds: 8) { Self.look(at: directory, vault) }
        guard let found else {
            self = .unreadable("\(directory): no answer from its disk")
            return
        }
        if let found {
            self = found
        } else {
            self = await Self.ask(config, web)
        }
    }

    /// Nil: a daemon holds the directory.
    private static func look(at directory: String, _ vault: Vault?) -> DaemonState? {
        guard FileManager.default.fileExists(atPath: directory) else { return .new }
        do {
            let lock = try StateLock(directory: directory)
            defer { withExtendedLifetime(lock) {} }
            guard let standing = try Standing.read(directory: directory, vault: vault) else { return .new }
            return .stopped(standing)
        } catch let fault as Fault where fault.kind == .conflict {
            // The lock is also refused while a restore is unfinished; its message says what to do.
            let isHeld = (try? RestoreMarker.read(in: directory)) == .some(nil)
            return isHeld ? nil : .unreadable(fault.message)
        } catch {
            return .unreadable("\(error)")
        }
    }

    private static func ask(_ config: Config, _ web: CurlLoop) async -> DaemonState {
        let address = config["http.staff"] ?? ""
        var headers: [(name: String, value: String)] = []
        if config["auth.admin_token_file"] != nil, let token = try? SecretFile.text(config, "auth.admin_token_file") {
            headers.append((name: "Authorization", value: "Bearer \(token)"))
        }
        let end = try? await web.perform(
            Transfer(
                url: "http://\(address)/api/v1/status", work: .http(method: .get, headers: headers, body: Data()),
                limits: Patient.limits))
        switch end {
        case .complete(let answer) where answer.status == 200:
            guard let standing = try? CanonicalJSON.decode(Standing.self, from: answer.body) else {
                return .silent("http.staff (\(address)) answers as another program, or another version, would")
            }
            return .running(standing)
        case .complete(let answer): return .silent("http.staff (\(address)) answers \(answer.status)")
        case .broken(let failure): return .silent("http.staff (\(address)): \(failure.message)")
        case nil: return .silent("http.staff (\(address)) could not be asked")
        }
    }
}
