import CFFmpeg
import CSandbox
import Glibc
import MediaJobs

/// The worker process: confine, receive one job, do it, answer once, end.
public enum MediaWorker {
    /// Exit codes after BSD's sysexits; the daemon tells a full disk (74) from the rest.
    public enum Exit {
        public static let done: Int32 = 0
        public static let badRequest: Int32 = 65
        public static let broken: Int32 = 70
        public static let confinement: Int32 = 71
        public static let storage: Int32 = 74
    }

    /// Serves the one job that arrives on `socket`. Call it first thing in a synchronous main: what it
    /// gives up (Landlock, the filter of system calls) binds the calling thread only.
    /// - Returns: the process's exit code.
    public static func serve(socket: Int32) -> Int32 {
        guard vc_confine_first() >= 0 else { return end(Exit.confinement, "The process cannot be confined.") }
        // An older kernel has no Landlock; the filter alone lets no name be opened.
        _ = vc_confine_files()
        guard vc_confine_calls() >= 0, vc_escapes() == 0 else {
            return end(Exit.confinement, "The kernel does not hold the worker in: seccomp filters are needed.")
        }
        // Until the request brings its own bounds: enough to read the request, too little for harm.
        vc_limit_descriptors(UInt64(VC_MAX_DESCRIPTORS) + 16)
        av_log_set_level(AV_LOG_QUIET)
        let request: Request
        do {
            request = try Request(from: socket)
        } catch {
            return end(Exit.badRequest, "The request is refused: \(error)")
        }
        guard limit(request) else { return end(Exit.confinement, "The limits cannot be set.") }
        do {
            return try answer(request, socket)
        } catch {
            switch error {
            case .storage(let code):
                let why = string(strerror(code)) ?? "errno \(code)"
                return end(Exit.storage, "An output cannot be written: \(why).")
            case .broken(let why), .rejected(_, let why): return end(Exit.broken, why)
            }
        }
    }

    private static func answer(_ request: Request, _ socket: Int32) throws(MediaFailure) -> Int32 {
        let answer: MediaAnswer
        do {
            if let asked = request.job.pictures {
                answer = try pictures(asked, request)
            } else {
                answer = try inspect(request)
            }
        } catch {
            guard case .rejected(let code, let reason) = error else { throw error }
            answer = .rejected(code: code, reason: reason)
        }
        do {
            try send(Frame.encode(answer), to: socket)
        } catch {
            throw .broken("\(error)")
        }
        return Exit.done
    }

    private static func inspect(_ request: Request) throws(MediaFailure) -> MediaAnswer {
        var inspection = try Inspection(
            request.job, original: request[MediaJob.Descriptors.original],
            playable: request[MediaJob.Descriptors.playable], samples: request[MediaJob.Descriptors.samples],
            stills: request.stills)
        do {
            return .report(try inspection.run())
        } catch {
            inspection.discardOutputs()
            throw error
        }
    }

    private static func pictures(_ asked: MediaJob.Pictures, _ request: Request) throws(MediaFailure) -> MediaAnswer {
        var taker = try PictureTaker.open(
            request.job, parts: asked.parts, source: request[MediaJob.PictureDescriptors.source],
            head: request[MediaJob.PictureDescriptors.head], picture: request[MediaJob.PictureDescriptors.picture])
        return try taker.take(asked.layout)
    }

    private static func send(_ frame: [UInt8], to socket: Int32) throws(MediaJobError) {
        var sent = 0
        while sent < frame.count {
            let taken = frame[sent...].withUnsafeBytes { vc_send(socket, $0.baseAddress, $0.count, nil, 0) }
            guard taken > 0 else { throw MediaJobError("The answer cannot be sent (errno \(-taken)).") }
            sent += taken
        }
    }

    /// The copy is about as long as the original; a container's overhead, and sound that was smaller before
    /// it was converted, are small beside half of it more.
    private static func limit(_ request: Request) -> Bool {
        var status = stat()
        guard fstat(request[MediaJob.Descriptors.original], &status) == 0 else { return false }
        let original = UInt64(max(0, status.st_size))
        return vc_limit_address_space(request.job.limits.addressSpaceBytes) >= 0
            && vc_limit_cpu(UInt64(request.job.limits.cpuSeconds)) >= 0
            && vc_limit_file_size(original + original / 2 + 64 << 20) >= 0
    }

    private static func end(_ code: Int32, _ why: String) -> Int32 {
        let line = Array("videocheck-media: \(why)\n".utf8.prefix(1000))
        _ = write(STDERR_FILENO, line, line.count)
        return code
    }
}
