import Crypto
import Domain
import Foundation

extension MainJob {
    /// The session on recorded footage, up to the seal.
    /// - Returns: the recording's id.
    func verify(_ check: CheckName, _ telephones: Telephones) async throws -> String {
        let inspector = try await begin(check, telephones)
        let recording = try await TusUpload(
            peer: staff,
            metadata: [("check", check.id), ("filename", sample.lastPathComponent), ("kind", "session")]
        ).send(sample)
        try await answer(check, by: inspector)
        tell("verify", "in_session", "录像上传 \(recording) uploaded, every chunk with its checksum")

        try await command(
            check, "complete", ["by": .string(inspector), "transcript": .string(DemoCast.transcript)])
        tell("verify", "completed", "笔录完成 the session is over, its transcript on record")
        try await retrieve(recording)
        try await command(check, "seal", ["by": .string(inspector), "party_signed": true])
        tell("verify", "sealed", "双方签名，证据封存 signed and sealed over the footage's digest")
        return recording
    }

    /// - Returns: the name of an inspector of this check.
    private func begin(_ check: CheckName, _ telephones: Telephones) async throws -> String {
        let served = try await look(check)
        let inspectors = served["inspectors"]?.list ?? []
        guard let leader = inspectors.first?["name"]?.text else {
            throw Fault(.conflict, "\(check.number) has no inspectors.")
        }
        var body: [String: JSONValue] = [
            "by": .string(leader), "present": .array(inspectors.compactMap { $0["id"] }),
            "identified": .array((served["people"]?.list ?? []).compactMap { $0["id"] }),
            "certificates_shown": true, "capture": "external",
            "attestation": .string("\(leader)：外接录像设备已开机，画面正常 the recorder was seen recording"),
        ]
        let ids = inspectors.compactMap { $0["id"]?.text }
        func attempt() async throws -> HTTPPeer.Answer {
            // Each reads the code from its own telephone.
            let step = CodeSecret.step(at: .now)
            body["codes"] = .object(
                ids.reduce(into: [:]) { codes, id in
                    codes[id] = (telephones[id]?.secret.code(at: step)).map { .string($0) }
                })
            return try await staff.send(
                "POST", "\(check.path)/begin", headers: ["Content-Type": "application/json"],
                body: JSONValue.object(body).bytes)
        }
        var answer = try await attempt()
        if answer.status == 409, answer.json["guard"]?.text == "clock_unsynchronised" {
            let reason = "演示机未接时间服务 a demonstration machine without a time service"
            tell("verify", "served", "时钟未同步，注明理由 the clock is not synchronised: begun on a recorded reason")
            body["clock_override"] = .string(reason)
            answer = try await attempt()
        }
        try HTTPPeer.checked(answer, "POST begin")
        tell("verify", "in_session", "两名核查人员各以动态验证码证明到场 each inspector proved its presence by its own code")
        tell("verify", "in_session", "\(DemoCast.applicant)身份已核对 identified before both inspectors")
        return leader
    }

    /// Every item of the checklist, and every question that the seed drew.
    private func answer(_ check: CheckName, by inspector: String) async throws {
        let items = try await look(check)["checklist"]?["items"]?.list ?? []
        for item in items {
            _ = try await staff.post(
                "\(check.path)/markers",
                .object([
                    "kind": "answer", "person": item["person"] ?? .null, "item": item["item"] ?? .null, "answer": "yes",
                    "by": .string(inspector),
                ]))
        }
        let questions = items.count { $0["kind"]?.text == "question" }
        tell("verify", "in_session", "清单 \(items.count) 项已回答 answered, \(questions) of them questions drawn by seed")
    }

    /// Waits for the ingest, then holds the original against the file that was sent.
    private func retrieve(_ recording: String) async throws {
        let path = "/api/v1/recordings/\(recording)"
        let ready = try await wait(for: "\(recording) to be ready") {
            let found = try await staff.get(path)
            if found["state"]?.text == "quarantined" {
                throw Fault(
                    .damaged, "The recording is in quarantine: \(found["reason"]?.text ?? "no reason given")."
                )
            }
            return found["state"]?.text == "ready" ? found : nil
        }
        let sent = SHA256.hash(data: try Data(contentsOf: sample)).map { String(format: "%02x", $0) }.joined()
        guard ready["sha256"]?.text == sent else {
            throw Fault(.damaged, "The recording's digest differs from that of the file that was sent.")
        }
        let original = try HTTPPeer.checked(await staff.send("GET", "\(path)/original"), "GET original")
        guard original.body == (try Data(contentsOf: sample)) else {
            throw Fault(.damaged, "The original that comes back differs from the file that was sent.")
        }
        let seconds = ready["duration"]?.decimal.map { String(format: "%.2f", $0) } ?? "?"
        tell("verify", "completed", "录像入库 \(seconds) s ready, original bytes \(sent.prefix(16))… unchanged")
    }
}
