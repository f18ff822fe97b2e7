import Domain
import Foundation

/// The main job, lived through the two listeners as people live it: an application becomes a check, the check
/// is scheduled, notified, verified on recorded footage, disposed of, and its result is posted.
struct MainJob: Sendable {
    struct Outcome: Sendable {
        let checkNo: String
        let recordingID: String
        let receiptID: String
        let telephones: Telephones
    }

    /// What the inspectors' telephones know, by inspector id.
    typealias Telephones = [String: (name: String, secret: CodeSecret)]

    /// The longest that one stage may take.
    static let patience = Duration.seconds(60)

    let staff: HTTPPeer
    let party: HTTPPeer
    let mailbox: Mailbox
    let texts: TextSink
    let ledger: LicensingLedger
    let daemon: DaemonProcess
    let sample: URL

    func live() async throws -> Outcome {
        let telephones = try await openCentre()
        let check = try await apply()
        try await notify(check)
        let recording = try await verify(check, telephones)
        let receipt = try await dispose(check, recording: recording)
        return Outcome(
            checkNo: check.number, recordingID: recording, receiptID: receipt, telephones: telephones)
    }

    struct CheckName: Sendable {
        let id: String
        let number: String
        var path: String { "/api/v1/checks/\(id)" }
    }

    private func openCentre() async throws -> Telephones {
        var telephones: Telephones = [:]
        for (name, certificate) in DemoCast.inspectors {
            let added = try await staff.post(
                "/api/v1/inspectors", DemoCast.inspector(name, certificate, now: .now))
            let id = added["id"]?.text ?? ""
            let enrolled = try await staff.post(
                "/api/v1/inspectors/\(id)/proof", .object(["by": .string(DemoCast.registrar)]))
            guard let secret = CodeSecret(uri: enrolled["uri"]?.text ?? "") else {
                throw Fault(.unavailable, "The telephone of \(name) got no secret.")
            }
            telephones[id] = (name, secret)
        }
        _ = try await staff.post("/api/v1/stations", .object(["name": .string(DemoCast.station)]))
        tell("centre", "open", "三名核查人员、\(DemoCast.station) three inspectors with their telephones, one station")
        return telephones
    }

    private func apply() async throws -> CheckName {
        let answer = try await staff.post("/api/v1/applications", DemoCast.application(now: .now))
        let made = answer["check"]
        guard let id = made?["id"]?.text, let number = made?["check_no"]?.text else {
            throw Fault(
                .unavailable,
                "The application got no check; triage: \(answer["triage"]?["decision"]?.text ?? "none").")
        }
        let application = answer["application_no"]?.text ?? ""
        tell("queue", "requested", "申请 \(application) 转为核查 \(number) the application became a check")
        let check = CheckName(id: id, number: number)
        try await command(check, "approve", ["by": .string(DemoCast.head)])
        tell("queue", "approved", "负责人\(DemoCast.head)批准 approved by the head of division")
        return check
    }

    /// Something to approve, for whoever tries the console.
    func leaveOneToDo() async throws -> String {
        let answer = try await staff.post("/api/v1/applications", DemoCast.nextApplication(now: .now))
        return answer["check"]?["check_no"]?.text ?? ""
    }

    // MARK: - Tools of every stage

    func tell(_ stage: String, _ state: String, _ text: String) {
        func column(_ word: String, _ width: Int) -> String {
            word + String(repeating: " ", count: max(1, width - word.count))
        }
        Line.say(column(stage, 9) + column(state, 14) + text)
    }

    @discardableResult
    func command(_ check: CheckName, _ name: String, _ body: [String: JSONValue]) async throws -> JSONValue {
        try await staff.post("\(check.path)/\(name)", .object(body))
    }

    func look(_ check: CheckName) async throws -> JSONValue { try await staff.get(check.path) }

    /// Asks until there is an answer.
    /// - Throws: `unavailable` after `patience`, or at once when the daemon has ended.
    func wait<Answer>(for what: String, _ ask: () async throws -> Answer?) async throws -> Answer {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            try daemon.assertRunning()
            if let answer = try await ask() { return answer }
            guard ContinuousClock.now < deadline else {
                throw Fault(.unavailable, "Waited \(Self.patience) in vain for \(what).")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// The check, once it has come as far as `state` on the straight path.
    func wait(for check: CheckName, toBe state: String) async throws -> JSONValue {
        try await wait(for: "\(check.number) to be \(state)") {
            let found = try await look(check)
            if let reason = found["blocked"]?["reason"]?.text {
                throw Fault(.conflict, "\(check.number) does not get to \(state): \(reason)")
            }
            return Self.rank(found["state"]?.text) >= Self.rank(state) ? found : nil
        }
    }

    private static func rank(_ state: String?) -> Int {
        let path = [
            "requested", "approved", "scheduled", "issued", "served", "in_session", "completed", "sealed",
            "under_review", "passed", "closed",
        ]
        return state.flatMap { path.firstIndex(of: $0) } ?? -1
    }
}
