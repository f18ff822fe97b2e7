import CSandbox
import Domain
import Glibc

/// Owns a started worker and our ends of its channels: the socket that is its descriptor 0, and its
/// standard error. Every other descriptor of the daemon is closed in it, and its environment is empty but
/// for the locale.
struct WorkerLaunch: ~Copyable {
    enum End {
        case exit(Int32)
        case signal(Int32)
    }

    let pid: pid_t
    let socket: Int32
    let complaints: Int32
    /// Readable when the process has ended, whoever else still holds its channels.
    let ending: Int32

    init(executable: String) throws(Fault) {
        var process = vc_process()
        var code = vc_launch(executable, &process)
        // ETXTBSY: someone holds the program open for writing, as an upgrade does for a moment. It passes, or it is real.
        for _ in 0..<20 where code == -ETXTBSY {
            usleep(10_000)
            code = vc_launch(executable, &process)
        }
        guard code == 0 else {
            let why = strerror(-code).map { String(cString: $0) } ?? "errno \(-code)"
            throw Fault(.unavailable, "The media worker \(executable) cannot be started: \(why).")
        }
        pid = process.pid
        socket = process.socket
        complaints = process.complaints
        ending = process.ending
    }

    deinit {
        for descriptor in [socket, complaints, ending] { _ = close(descriptor) }
    }

    /// The worker leads a process group of its own, so that nothing it may have started outlives it.
    static func kill(_ pid: pid_t) {
        _ = Glibc.kill(-pid, SIGKILL)
    }

    /// Waits for the end. Call it once, after `kill` or when the end is known.
    func reap() -> End {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
    }
}
