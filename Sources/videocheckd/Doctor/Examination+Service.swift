import Domain
import Foundation
import Outbound
import Store

extension Examination {
    func service() -> [Finding] {
        switch patient.daemon {
        case .running(let standing):
            guard standing.late.isEmpty else {
                let names = standing.late.joined(separator: ", ")
                return [
                    .fail(
                        .service, .init("正在运行，但后台任务停滞：\(names)", "runs, but these loops make no progress: \(names)"),
                        .init(
                            "请查看日志（journalctl -u videocheckd），然后重启服务。",
                            "Read the log (journalctl -u videocheckd), then restart the service."))
                ]
            }
            return [.ok(.service, "正在运行，各后台任务正常", "runs, and every loop makes progress")]
        case .silent(let reason):
            return [
                .fail(
                    .service,
                    .init(
                        "状态目录被占用，但服务没有应答：\(reason)",
                        "a process holds the state directory and does not answer: \(reason)"),
                    .init(
                        "请核对 http.staff 和 auth.admin_token_file，查看日志，必要时重启服务。",
                        "Compare http.staff and auth.admin_token_file, read the log, restart the service where needed.")
                )
            ]
        case .stopped: return [.ok(.service, "未在运行（按停止状态检查）", "does not run (looked at as it stands)")]
        case .new: return [.ok(.service, "尚未启动过", "has never been started here")]
        case .unreadable(let reason):
            return [
                .fail(
                    .service, .init("无法查看状态目录：\(reason)", "the state directory cannot be looked at: \(reason)"),
                    .init(
                        "请以服务账户运行（例如 sudo -u videocheck），并检查目录权限。",
                        "Run this as the service's user (sudo -u videocheck, say), and check the directory's permissions."
                    ))
            ]
        }
    }

    func unit() async -> [Finding] {
        let properties = "LoadState,ActiveState,SubState,NRestarts,WatchdogUSec"
        let shown = await Bounded.program(
            "/usr/bin/systemctl", ["show", "videocheckd.service", "--property=\(properties)"], seconds: 5)
        guard let shown, shown.status == 0 else {
            return [.ok(.unit, "本机不由 systemd 管理服务", "systemd does not run services here")]
        }
        var values: [String: String] = [:]
        for line in shown.output.split(separator: "\n") {
            let halves = line.split(separator: "=", maxSplits: 1).map(String.init)
            if halves.count == 2 { values[halves[0]] = halves[1] }
        }
        guard values["LoadState"] == "loaded" else {
            return [
                .warn(
                    .unit, .init("未安装 videocheckd.service", "videocheckd.service is not installed"),
                    .init(
                        "运行 make install 安装，开机后会自动启动并由看门狗监视。",
                        "Run make install: the service then starts by itself and is watched over."))
            ]
        }
        let state = "\(values["ActiveState"] ?? "?") (\(values["SubState"] ?? "?"))"
        let restarts = values["NRestarts"] ?? "0"
        guard values["ActiveState"] == "active" else {
            return [
                .warn(
                    .unit, .init("videocheckd.service 状态：\(state)", "videocheckd.service is \(state)"),
                    .init(
                        "运行 systemctl enable --now videocheckd 启动；失败时查看 journalctl -u videocheckd。",
                        "Start it with systemctl enable --now videocheckd; if that fails, see journalctl -u videocheckd."
                    ))
            ]
        }
        guard values["WatchdogUSec"] != "0", values["WatchdogUSec"] != "infinity" else {
            return [
                .warn(
                    .unit, .init("videocheckd.service 正在运行，但没有看门狗", "videocheckd.service runs without a watchdog"),
                    .init("在单元文件中设置 WatchdogSec=60。", "Set WatchdogSec=60 in the unit."))
            ]
        }
        return [.ok(.unit, "\(state)，重启 \(restarts) 次", "\(state), restarted \(restarts) times")]
    }

    func listeners() async -> [Finding] {
        let addresses = ["http.staff", "http.public"].compactMap { key in config[key].map { (key, $0) } }
        guard patient.daemon.isRunning else {
            let taken = addresses.filter { !Self.isFree($0.1) }
            guard let first = taken.first else {
                return [.ok(.listeners, "地址可用：\(Self.list(addresses))", "free to be taken: \(Self.list(addresses))")]
            }
            return [
                .fail(
                    .listeners, .init("\(first.0)（\(first.1)）无法监听", "\(first.0) (\(first.1)) cannot be listened on"),
                    .init(
                        "该地址被其他程序占用，或不属于本机：请改用其他端口。",
                        "Another program has it, or it is no address of this machine: choose another."))
            ]
        }
        for (key, address) in addresses {
            let end = await patient.get("http://\(address)/")
            guard case .complete(let answer)? = end, answer.status < 500 else {
                return [
                    .fail(
                        .listeners, .init("\(key)（\(address)）没有应答", "\(key) (\(address)) does not answer"),
                        .init("请查看日志；防火墙也可能拦截。", "Read the log; a firewall may stand in between, too."))
                ]
            }
        }
        return [.ok(.listeners, "均有应答：\(Self.list(addresses))", "both answer: \(Self.list(addresses))")]
    }

    private static func list(_ addresses: [(String, String)]) -> String {
        addresses.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// Whether this process could listen there.
    private static func isFree(_ text: String) -> Bool {
        guard let address = ConfigKey.listener(text) else { return false }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address.host, String(address.port), &hints, &list) == 0, let first = list else {
            return false
        }
        defer { freeaddrinfo(list) }
        let descriptor = socket(first.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        return bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0
    }

    /// What the daemon, or the database of a stopped one, says of backup, fsck and alerts.
    func records() -> [Finding] {
        guard let standing = patient.daemon.standing else {
            if case .new = patient.daemon { return [] }
            let why = Finding.Words("状态未知：见上面的“服务”一项", "not known: see the line on the service")
            return [Finding(area: .backup, verdict: .warn, found: why, advice: nil)]
        }
        return [backup(standing), fsck(standing), alerts(standing)]
    }

    private func backup(_ standing: Standing) -> Finding {
        let advice = Finding.Words(
            "运行 videocheckd backup，并启用备份定时器。", "Run videocheckd backup, and enable the backup's timer.")
        guard let last = standing.backup else {
            return .warn(.backup, .init("还没有备份", "there is no backup yet"), advice)
        }
        let at = day(last.at)
        guard last.ok else {
            let reason = last.reason ?? ""
            return .fail(
                .backup, .init("最近一次备份失败（\(at)）：\(reason)", "the last backup failed (\(at)): \(reason)"), advice)
        }
        guard Date().timeIntervalSince(last.at) < 3 * 86_400 else {
            return .warn(.backup, .init("最近一次备份在 \(at)", "the last backup is of \(at)"), advice)
        }
        return .ok(.backup, "最近一次在 \(at)，位于 \(last.directory)", "last on \(at), in \(last.directory)")
    }

    private func fsck(_ standing: Standing) -> Finding {
        guard let last = standing.fsck else {
            return .warn(
                .fsck, .init("还没有运行过", "has never run"),
                .init("方便时停止服务并运行 videocheckd fsck。", "When it suits, stop the service and run videocheckd fsck."))
        }
        let at = day(last.at)
        guard last.problems == 0 else {
            let first = last.first ?? ""
            return .fail(
                .fsck,
                .init("\(at) 发现 \(last.problems) 个问题：\(first)", "found \(last.problems) problem(s) on \(at): \(first)"),
                .init(
                    "保留现场，运行 videocheckd fsck 查看全部，必要时从备份恢复。",
                    "Change nothing by hand, run videocheckd fsck for all of them, restore from a backup where needed.")
            )
        }
        return .ok(.fsck, "\(at) 未发现问题", "clean on \(at)")
    }

    private func alerts(_ standing: Standing) -> Finding {
        let open = standing.alerts
        guard open.critical + open.warning > 0 else {
            return .ok(.alerts, "没有待处理的警报", "none that wants a person")
        }
        return .warn(
            .alerts,
            .init("\(open.critical) 项严重，\(open.warning) 项警告", "\(open.critical) critical, \(open.warning) warnings"),
            .init("请打开控制台的“警报”页面。", "Open the console's page of alerts."))
    }

    private func day(_ date: Date) -> String {
        let zone = config["center.timezone"].flatMap { TimeZone(identifier: $0) } ?? .gmt
        return Day(date, in: zone).description
    }
}
