import Figures
import Foundation
import Store

/// Gauges of the process and the machine, read when somebody asks. The `process_…` names are those of every
/// Prometheus client, so that common dashboards find them.
struct MachineFigures: Sendable {
    let pulse: Pulse
    let directories: [(key: String, path: String)]

    func read() async -> [MetricSnapshot] {
        await withCheckedContinuation { continuation in
            // A disk may keep a system call waiting, which must not hold a thread of the cooperative pool.
            Thread.detachNewThread { continuation.resume(returning: self.readNow()) }
        }
    }

    private func readNow() -> [MetricSnapshot] {
        let space = directories.compactMap { entry in DiskSpace(of: entry.path).map { (entry.key, $0) } }
        return [
            MetricSnapshot(
                "videocheck_build_info", "Always 1; its labels say which build runs.", kind: .gauge,
                samples: [.init(labels: [("schema", "1"), ("configuration", Self.configuration)], value: 1)]),
            .gauge(
                "videocheck_loop_progress_age_seconds", "How long ago each loop last made progress.", by: "loop",
                pulse.ages().map { ($0.loop, $0.age / .seconds(1)) }),
            .gauge(
                "videocheck_disk_free_bytes", "Room on the disk of a directory.", by: "directory",
                space.map { ($0.0, Double($0.1.free)) }),
            .gauge(
                "videocheck_disk_size_bytes", "Size of the disk of a directory.", by: "directory",
                space.map { ($0.0, Double($0.1.total)) }),
        ] + process()
    }

    private static var configuration: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }

    private func process() -> [MetricSnapshot] {
        // proc(5): fields count after the command's closing parenthesis, where the third field is the state.
        guard let line = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = line.lastIndex(of: ")")
        else { return [] }
        let fields = line[line.index(after: end)...].split(separator: " ").map(String.init)
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let started = Double(fields[19]), let pages = Double(fields[21])
        else { return [] }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return [
            MetricSnapshot(
                "process_cpu_seconds_total", "Processor time of the daemon, its workers not counted.", kind: .counter,
                samples: [.init(value: (user + system) / ticks)]),
            .gauge(
                "process_resident_memory_bytes", "Memory of the daemon.", pages * Double(sysconf(Int32(_SC_PAGESIZE)))),
            .gauge("process_open_fds", "Open file descriptors.", Double(open)),
            .gauge("process_max_fds", "How many it may open.", Double(limit.rlim_cur)),
            .gauge("process_start_time_seconds", "When it started.", Self.bootTime + started / ticks),
        ]
    }

    private static var bootTime: Double {
        let lines = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) } ?? 0
    }
}
