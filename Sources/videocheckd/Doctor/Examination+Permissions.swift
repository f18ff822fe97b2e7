import Foundation

/// What the service's user may do, where root looks: root itself may do everything.
extension Examination {
    func permissions() async -> [Finding] {
        guard let user = ServiceUser(owning: (try? config.path("state.directory")) ?? "") else { return [] }
        var found: [Finding] = []
        for key in [
            "state.directory", "recordings.directory", "recordings.incoming", "backup.directory", "audit.checkpoints",
        ] {
            // What is not there is another look's finding.
            guard let path = config.pathIfAny(key), access(path, F_OK) == 0,
                await user.may([.read, .write, .enter], path) == false
            else { continue }
            found.append(
                .fail(
                    .disk,
                    .init(
                        "\(key)（\(path)）：服务账户 \(user.name) 不可读写",
                        "\(key) (\(path)) cannot be read and written by the service's user, \(user.name)"),
                    .init(
                        "修正该目录及其上级目录的属主和权限，例如 chown \(user.name) \(path)。",
                        "Mend the owner and the permissions of it and of the folders above: chown \(user.name) \(path), say."
                    )))
        }
        for (key, area) in Self.secrets where config[key] != nil && !config.isHandedOver(key) {
            guard let path = try? config.path(key), access(path, F_OK) == 0, await user.may([.read], path) == false
            else { continue }
            found.append(unreadable(key, path, area, user))
        }
        return found
    }

    private static let secrets: [(key: String, area: Finding.Area)] = [
        ("keys.file", .keys), ("licensing.secret_file", .licensing), ("credit.secret_file", .licensing),
        ("sms.secret_file", .text),
        ("sms.callback_secret_file", .text), ("auth.admin_token_file", .configuration),
    ]

    /// The standard name of each secret, as the units load it.
    private static let names = [
        "licensing.secret_file": "licensing.secret", "credit.secret_file": "credit.secret",
        "sms.secret_file": "sms.secret",
        "sms.callback_secret_file": "sms.callback", "auth.admin_token_file": "admin.token",
    ]

    private func unreadable(_ key: String, _ path: String, _ area: Finding.Area, _ user: ServiceUser) -> Finding {
        let advice: Finding.Words
        if let name = Self.names[key] {
            let store = "\(Config.credentialStores[0])/\(name)"
            advice = .init(
                "把文件移到 \(store)（属主 root，权限 600），并写 \(key) = \"\(name)\"：由 systemd 交给服务；或把文件属主改为 \(user.name)。",
                "Move it to \(store) (root's, mode 600) and write \(key) = \"\(name)\": systemd hands it to the service. Or give the file to \(user.name)."
            )
        } else {
            advice = .init("运行 chown \(user.name) \(path)。", "Run chown \(user.name) \(path).")
        }
        return .fail(
            area,
            .init(
                "\(key)（\(path)）：服务账户 \(user.name) 不可读，服务将无法启动",
                "\(key) (\(path)) cannot be read by the service's user, \(user.name), so the service does not start"),
            advice)
    }
}
