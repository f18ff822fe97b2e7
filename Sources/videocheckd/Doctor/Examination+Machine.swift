import CMachine
import Domain
import Foundation
import Recordings
import Store

extension Examination {
    func clock() -> [Finding] {
        let state = vc_clock_read()
        let offset = (Double(abs(state.offset_us)) / 1000).formatted(.number.precision(.fractionLength(1)))
        guard state.synchronised else {
            return [
                .warn(
                    .clock, .init("系统时钟未同步", "the system clock is not synchronised"),
                    .init(
                        "启动 systemd-timesyncd 或 chrony；在此之前开始核查需要填写理由。",
                        "Start systemd-timesyncd or chrony; until then a session begins only with a reason on record."))
            ]
        }
        return [.ok(.clock, "已同步，偏差约 \(offset) 毫秒", "synchronised, off by some \(offset) ms")]
    }

    func timeZone() -> [Finding] {
        let name = config["center.timezone"] ?? ""
        let local = TimeZone.current
        guard let zone = TimeZone(identifier: name) else { return [] }
        let now = Date()
        let text = "\(name) (UTC\(Self.offset(zone, now)))"
        guard zone.secondsFromGMT(for: now) == local.secondsFromGMT(for: now) else {
            return [
                .ok(
                    .timeZone, "\(text)；本机为 \(local.identifier)，不影响期限计算",
                    "\(text); this machine's is \(local.identifier), which deadlines do not use")
            ]
        }
        return [.ok(.timeZone, text, text)]
    }

    private static func offset(_ zone: TimeZone, _ now: Date) -> String {
        let minutes = zone.secondsFromGMT(for: now) / 60
        let rest = abs(minutes) % 60
        return "\(minutes < 0 ? "-" : "+")\(abs(minutes) / 60)\(rest == 0 ? "" : ":\(rest)")"
    }

    func disks() async -> [Finding] {
        var found: [Finding] = []
        for key in ["state.directory", "recordings.directory", "recordings.incoming"] {
            guard let path = config.pathIfAny(key) else { continue }
            let known = key == "recordings.directory" ? patient.daemon.standing?.footageIdentity : nil
            let isNew = patient.daemon.isNew
            let look = await Bounded.run(seconds: 6) { Self.disk(key, path, known: known, isNew: isNew) }
            found.append(
                look
                    ?? .fail(
                        .disk, .init("\(key)（\(path)）没有应答", "\(key) (\(path)) gives no answer"),
                        .init("请检查网络盘或磁盘。", "Check the network share or the disk.")))
        }
        return found
    }

    private static func disk(_ key: String, _ path: String, known: String?, isNew: Bool) -> Finding {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue else {
            if isNew, key != "recordings.incoming" {
                return .ok(.disk, "\(key)（\(path)）将在首次启动时创建", "\(key) (\(path)) is made at the first start")
            }
            return .fail(
                .disk, .init("\(key)（\(path)）不存在", "\(key) (\(path)) is not there"),
                .init("请创建该目录，或挂载它所在的磁盘。", "Make the directory, or mount the disk that holds it."))
        }
        guard access(path, R_OK | W_OK | X_OK) == 0 else {
            return .fail(
                .disk, .init("\(key)（\(path)）不可读写", "\(key) (\(path)) cannot be read and written"),
                .init(
                    "请以 root（sudo）或服务账户运行本命令；若仍如此，请修正目录的属主和权限。",
                    "Run this with sudo or as the service's user; if it is the same then, mend the directory's owner and permissions."
                ))
        }
        if let known, (try? FootageDirectory(root: path).identity(making: nil)) != known {
            return .fail(
                .disk,
                .init(
                    "\(path) 缺少本系统的标识文件 \(FootageDirectory.identityFile)",
                    "\(path) lacks this installation's identity file \(FootageDirectory.identityFile)"),
                .init(
                    "录像磁盘可能没有挂载：请挂载后再启动；不会向错误的目录写入。",
                    "The disk for footage may not be mounted: mount it, then start. Nothing is written to the wrong directory."
                ))
        }
        guard let space = DiskSpace(of: path) else {
            return .fail(
                .disk, .init("\(path) 的剩余空间未知", "the free space of \(path) cannot be told"),
                .init("请检查磁盘。", "Check the disk."))
        }
        if space.isLow {
            return .fail(
                .disk, .init("\(key)（\(path)）空间不足：\(space.words)", "\(key) (\(path)) is nearly full: \(space.words)"),
                .init("请清理或扩充磁盘。", "Free or add space."))
        }
        return .ok(.disk, "\(key)（\(path)）可用 \(space.words)", "\(key) (\(path)) has \(space.words) free")
    }

    func keys() -> [Finding] {
        let path = (try? config.path("keys.file")) ?? ""
        switch patient.vault {
        case .failure(let fault):
            return [
                .fail(
                    .keys, .init("密钥文件不可用：\(fault.message)", "the keys file is of no use: \(fault.message)"),
                    .init(
                        "从备份恢复 \(path)，权限设为 600；没有它，已加密的证件号码无法读取。",
                        "Restore \(path) from its copy, with mode 600: without it the sealed numbers cannot be read."))
            ]
        case .success(let vault):
            guard let standing = patient.daemon.standing else {
                return [.ok(.keys, "\(path) 可用", "\(path) is good")]
            }
            guard standing.matches(vault) else {
                return [
                    .fail(
                        .keys, .init("\(path) 不是加密此数据库的密钥", "\(path) does not hold the keys that sealed this database"),
                        .init(
                            "请换回原来的密钥文件（新密钥应追加在后面，不可替换）。",
                            "Put the former file back; a new key is added below the old ones and never replaces them."))
                ]
            }
            return [.ok(.keys, "\(path) 可用，与数据库一致", "\(path) is good and opens this database")]
        }
    }
}

extension DaemonState {
    var isNew: Bool {
        if case .new = self { true } else { false }
    }
}
