import Domain
import Foundation

/// All looks, side by side. Each is bounded by itself; one that is not done in time is a finding of its own.
struct Examination: Sendable {
    let patient: Patient
    let testMail: String?

    var config: Config { patient.config }

    func run() async -> [Finding] {
        typealias Look = @Sendable () async -> [Finding]
        let looks: [Look] = [
            { configuration() }, { service() }, { await unit() }, { await listeners() }, { clock() },
            { timeZone() }, { await procedure() }, { await disks() }, { await permissions() }, { keys() },
            { await licensing() },
            { await mail() }, { await text() }, { await publicPages() }, { await mediaWorker() }, { await tools() },
            { records() },
        ]
        return await withTaskGroup(of: [Finding].self) { group in
            for look in looks { group.addTask { await look() } }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func configuration() -> [Finding] {
        if config["center.alert_mail"] == nil {
            return [
                .warn(
                    .configuration,
                    .init(
                        "\(config.file) 可用，但未设置 center.alert_mail",
                        "\(config.file) is good; center.alert_mail is not set"),
                    .init("设置管理员邮箱后，警报会以邮件通知。", "Set the administrator's address, and alerts are mailed there."))
            ]
        }
        return [.ok(.configuration, "\(config.file) 可用", "\(config.file) is good")]
    }
}
