import Domain
import Foundation
import MediaJobs
import Recordings

extension Examination {
    /// Lets the worker inspect a tiny film of its own: two black frames, no file of anybody's.
    func mediaWorker() async -> [Finding] {
        let path = Centre.workerPath(config)
        let advice = Finding.Words(
            "请重新安装 videocheck-media，或修正 media.worker。", "Install videocheck-media again, or correct media.worker.")
        guard access(path, X_OK) == 0 else {
            return [.fail(.mediaWorker, .init("\(path) 不是可执行程序", "\(path) is no program"), advice)]
        }
        let outcome = await Self.inspect(with: path)
        switch outcome {
        case .success: return [.ok(.mediaWorker, "\(path) 能检验录像", "\(path) inspects footage")]
        case .failure(let fault):
            return [
                .fail(
                    .mediaWorker,
                    .init("\(path) 未能检验示例录像：\(fault.message)", "\(path) did not inspect the sample: \(fault.message)"),
                    advice)
            ]
        }
    }

    private static func inspect(with path: String) async -> Result<Void, Fault> {
        guard let film = Data(base64Encoded: TinyFilm.base64) else {
            return .failure(Fault(.internal, "The sample cannot be read."))
        }
        let original = nameless()
        let playable = nameless()
        let samples = nameless()
        defer { for descriptor in [original, playable, samples] { close(descriptor) } }
        guard original >= 0, playable >= 0, samples >= 0,
            film.withUnsafeBytes({ write(original, $0.baseAddress, $0.count) }) == film.count
        else { return .failure(Fault(.unavailable, "There is no room for the sample in the temporary directory.")) }
        var limits = MediaJob.Limits()
        limits.wallClockSeconds = 15
        limits.cpuSeconds = 15
        do {
            let answer = try await WorkerProcess(executable: path).run(
                MediaJob(limits: limits, stillsAt: []), original: original, playable: playable, samples: samples,
                stills: [])
            switch answer {
            case .report(let report) where !report.streams.isEmpty: return .success(())
            case .report, .pictures: return .failure(Fault(.damaged, "It found no picture in it."))
            case .rejected(_, let reason): return .failure(Fault(.damaged, reason))
            }
        } catch let fault as Fault {
            return .failure(fault)
        } catch {
            return .failure(Fault(.internal, "\(error)"))
        }
    }

    /// A file that nobody else can open and that goes with its descriptor; below 0 when there is no room for one.
    private static func nameless() -> Int32 {
        var path = Array((FileManager.default.temporaryDirectory.path + "/doctor-XXXXXX").utf8CString)
        let descriptor = mkstemp(&path)
        if descriptor >= 0 { unlink(path) }
        return descriptor
    }

    /// Debian's programs that some conveniences use; nothing needs them.
    func tools() async -> [Finding] {
        let python = await Bounded.program("/usr/bin/python3", ["-I", "-c", "import openpyxl"], seconds: 10)
        guard python?.status == 0 else {
            return [
                .warn(
                    .tools,
                    .init(
                        "未安装 openpyxl，无法读取 .xlsx 表格（CSV 不受影响）",
                        "openpyxl is not installed: .xlsx tables cannot be read (CSV can)"),
                    .init("运行 apt-get install python3-openpyxl。", "Run apt-get install python3-openpyxl."))
            ]
        }
        return [.ok(.tools, "可读取 .xlsx 表格", ".xlsx tables can be read")]
    }

    /// Rules in force today, and a calendar as far as deadlines reach.
    func procedure() async -> [Finding] {
        let config = config
        let look = await Bounded.run(seconds: 6) { Self.procedureNow(config) }
        return look ?? []
    }

    private static func procedureNow(_ config: Config) -> [Finding] {
        let zone = config["center.timezone"].flatMap { TimeZone(identifier: $0) } ?? .gmt
        let today = Day(Date(), in: zone)
        return [calendar(config, today), rules(config, today)]
    }

    private static func calendar(_ config: Config, _ today: Day) -> Finding {
        do {
            let calendar = try WorkingCalendar(files: Centre.jsonFiles(config, "center.calendar_directory"))
            let years = calendar.years.map(String.init).joined(separator: ", ")
            let advice = { (year: Int) in
                Finding.Words(
                    "请将 \(year).json（国务院公布的节假日安排）放入 center.calendar_directory，然后重启服务。",
                    "Put \(year).json, the State Council's list of holidays, into center.calendar_directory and restart the service."
                )
            }
            guard calendar.years.contains(today.year) else {
                let found = Finding.Words(
                    "缺少 \(today.year) 年的日历（已有：\(years)）", "the calendar of \(today.year) is missing (there: \(years))")
                return .fail(.calendar, found, advice(today.year))
            }
            if let next = calendar.yearToAdd(on: today) {
                return .warn(.calendar, .init("缺少 \(next) 年的日历", "the calendar of \(next) is missing"), advice(next))
            }
            return .ok(.calendar, "已有 \(years) 年", "there for \(years)")
        } catch {
            return broken(.calendar, error)
        }
    }

    private static func rules(_ config: Config, _ today: Day) -> Finding {
        do {
            let book = try RuleBook(files: Centre.jsonFiles(config, "center.rules_directory"))
            let rules = try book.rules(on: today)
            _ = try Centre.checklists(config)
            return .ok(.rules, "今日适用：\(rules.name)", "in force today: \(rules.name)")
        } catch {
            return broken(.rules, error)
        }
    }

    private static func broken(_ area: Finding.Area, _ error: any Error) -> Finding {
        let text = (error as? Fault)?.message ?? (error as? ConfigError)?.description ?? "\(error)"
        return .fail(
            area, .init("文件有误：\(text)", "its files are wrong: \(text)"),
            .init("请按提示修正文件；服务在此之前无法启动。", "Mend the file as described; the service does not start before."))
    }
}
