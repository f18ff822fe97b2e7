import Domain
import Foundation

/// One file from the disk to a recording, resumed where an earlier run stopped.
struct FileUpload: Sendable {
    let desk: Desk
    let ledger: UploadLedger
    /// The check's JSON.
    let check: JSONValue
    let kind: String
    let waits: Bool
    let patience: Duration

    private var say: Language { desk.say }

    /// - Returns: `{"file", "recording", "sent", "resumed_at"}`; with `waits` the recording's whole JSON.
    func run(_ path: String) async throws -> JSONValue {
        let file = try SourceFile(path, say: say)
        let identity = try file.identity()
        let checkID = check.cell("id")
        let lock = try ledger.lock(identity, check: checkID, server: desk.api.server)
        defer { withExtendedLifetime(lock) {} }
        let tus = TusUpload(desk: desk, file: file, identity: identity, patience: patience)
        let (record, start) = if let earlier = try await resumed(tus) { earlier } else { try await begun(tus) }
        let began = ContinuousClock.now
        let progress = Progress(
            name: file.name, start: start, total: identity.size, say: say, quiet: desk.out.quiet)
        do {
            try await tus.send(to: record.recording, from: start, progress)
        } catch {
            progress.close()
            throw error
        }
        progress.close()
        ledger.forget(record)
        let taken = Figures.clock((ContinuousClock.now - began) / .seconds(1))
        tell(
            say(
                "\(file.name): \(record.recording), \(Figures.size(identity.size - start)) sent in \(taken).",
                "\(file.name)：\(record.recording)，已发送 \(Figures.size(identity.size - start))，用时 \(taken)。"))
        var recording: JSONValue = .string(record.recording)
        if waits { recording = try await settled(record.recording, file, identity) }
        return .object([
            "file": .string(path), "recording": recording, "sent": .int(identity.size - start),
            "resumed_at": .int(start),
        ])
    }

    /// An earlier run's upload of this very file, if the server still knows it.
    private func resumed(_ tus: TusUpload) async throws -> (UploadRecord, Int64)? {
        switch ledger.find(
            tus.identity, path: tus.file.realPath, check: check.cell("id"), server: desk.api.server)
        {
        case .none: return nil
        case .changed(let old):
            desk.out.note(
                say(
                    "\(tus.file.name) has changed since upload \(old.recording) of it began: that one is ended, and the "
                        + "file is sent anew, from its beginning.",
                    "\(tus.file.name) 在上传 \(old.recording) 开始之后已改动：结束该次上传，将从头重新上传。"))
            // Only then is it forgotten: an upload that nobody remembers would keep its check from being sealed.
            _ = try await TusUpload.abandon(
                old.recording, reason: "the file changed while it was sent, and is sent anew", by: Person.name(nil),
                at: desk)
            ledger.forget(old)
            return nil
        case .same(let record):
            guard let at = try await tus.offset(of: record.recording) else {
                desk.out.note(
                    say(
                        "The server no longer knows upload \(record.recording): a new one begins.",
                        "服务器上已没有上传 \(record.recording)：重新开始。"))
                ledger.forget(record)
                return nil
            }
            let (there, all) = (Figures.size(at), Figures.size(tus.identity.size))
            desk.out.note(
                say(
                    "\(tus.file.name): \(there) of \(all) are there already; going on with \(record.recording).",
                    "\(tus.file.name)：服务器已有 \(there)（共 \(all)），继续上传 \(record.recording)。"))
            return (record, at)
        }
    }

    private func begun(_ tus: TusUpload) async throws -> (UploadRecord, Int64) {
        let id = try await tus.create(check: check.cell("id"), kind: kind)
        let record = UploadRecord(
            server: desk.api.server, check: check.cell("id"), check_no: check.cell("check_no"), recording: id,
            path: tus.file.realPath, file: tus.identity, begun_at: Date().iso8601)
        try ledger.keep(record)
        return (record, 0)
    }

    /// Waits for the server to have looked at the footage.
    private func settled(_ id: String, _ file: SourceFile, _ identity: FileIdentity) async throws -> JSONValue {
        let digest = try file.sha256(size: identity.size)
        var pause = Pause(patience: patience)
        while true {
            do {
                let recording = try await desk.api.get(["recordings", id])
                pause.reset()
                switch recording["state"]?.text {
                case "ready":
                    try demand(digest, recording, file)
                    let length = recording["duration"]?.decimal.map(Figures.length) ?? "–"
                    let warnings = recording["warnings"]?.list ?? []
                    tell(
                        say(
                            "\(file.name): ready, \(length) of footage, digest verified.",
                            "\(file.name)：可用，时长 \(length)，摘要已核对。"))
                    for warning in warnings { desk.out.note("  " + warning.cell) }
                    return recording
                case "quarantined":
                    let reason = (recording["reason"]?.text ?? "–").trimmingCharacters(
                        in: CharacterSet(charactersIn: "."))
                    throw Trouble(
                        .refused,
                        say(
                            "\(file.name) (\(id)) is quarantined: \(reason). Its bytes are kept.",
                            "\(file.name)（\(id)）已隔离：\(reason)。原始字节已保留。"))
                default: try await Task.sleep(for: .milliseconds(300))
                }
            } catch let trouble as Trouble where trouble.isPassing {
                try await pause.wait(after: trouble) { seconds in
                    desk.out.note(
                        say("\(trouble.message) Again in \(seconds) s.", "\(trouble.message) \(seconds) 秒后再试。"))
                }
            }
        }
    }

    private func demand(_ digest: String, _ recording: JSONValue, _ file: SourceFile) throws {
        guard let theirs = recording["sha256"]?.text, theirs != digest else { return }
        throw Trouble(
            .refused,
            say(
                "\(file.name) reads \(digest) here and \(theirs) at the server: the file changed, or a disk fails. "
                    + "Look at both before either is trusted.",
                "\(file.name) 本地摘要 \(digest)，服务器摘要 \(theirs)：文件已改动或磁盘有故障，请先核查再采信。"))
    }

    /// The line of a person; a program reads the document instead.
    private func tell(_ text: String) { if !desk.out.json { desk.out.done(text) } }
}
