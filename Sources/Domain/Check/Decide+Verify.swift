import Foundation

/// Verify: the session, its end, and the seal over its footage.
extension Desk {
    func begin(_ served: Served, _ begin: Begin) -> Ruling {
        if let refusal = untimely(served.issued.scheduled) ?? unready(served.issued.scheduled, begin) {
            return .refused(refusal)
        }
        var body: [String: JSONValue] = [
            "present": .array(begin.present.map { .string($0) }),
            "identified": .array(begin.identified.map { .string($0.description) }),
            "clock_synchronised": .bool(facts.clockSynchronised),
        ]
        switch begin.capture {
        case .live: body["capture"] = "live"
        case .external(let attestation):
            body["capture"] = "external"
            body["attestation"] = .string(attestation)
        }
        if let reason = begin.clockOverride { body["clock_override"] = .string(reason) }
        return accept(.inSession(InSession(served: served, begin: begin, at: now)), body)
    }

    private func untimely(_ scheduled: Scheduled) -> Refusal? {
        let opens = scheduled.start.addingTimeInterval(-Double(facts.rules.beginEarlyMinutes) * 60)
        if now < opens {
            return Refusal(
                .tooEarly,
                "The session is booked for \(scheduled.start.iso8601); it may begin from \(opens.iso8601) on.")
        }
        if now >= scheduled.end {
            return Refusal(.tooLate, "The booked slot ended at \(scheduled.end.iso8601): the check needs a new slot.")
        }
        return nil
    }

    private func unready(_ scheduled: Scheduled, _ begin: Begin) -> Refusal? {
        let absent = scheduled.inspectorIDs.filter { !begin.present.contains($0) }
        if !absent.isEmpty {
            return Refusal(
                .presence,
                "Both drawn inspectors must be present; \"present\" lacks \(absent.joined(separator: ", ")).")
        }
        if !begin.certificatesShown {
            return Refusal(
                .certificates, "Show the enforcement certificates to the party, then send \"certificates_shown\": true."
            )
        }
        let unknown = check.people.filter { !begin.identified.contains($0.id) }
        if !unknown.isEmpty {
            return Refusal(
                .identification,
                "\"identified\" lacks \(unknown.map { "\($0.id) (\($0.name))" }.joined(separator: ", ")): identify each person first."
            )
        }
        if !facts.clockSynchronised && (begin.clockOverride ?? "").isEmpty {
            return Refusal(
                .clock,
                "The system clock is not synchronised: start a time service, or send \"clock_override\" with the reason to begin all the same."
            )
        }
        return recorderMissing(begin.capture)
    }

    private func recorderMissing(_ capture: Begin.Capture) -> Refusal? {
        switch capture {
        case .live where !facts.footage.contains(where: { $0.state == .uploading && $0.durableBytes > 0 }):
            return Refusal(
                .recorder,
                "No byte of this session's recording is on disk yet: start the recorder page and wait for its first second."
            )
        case .external(let attestation) where attestation.isEmpty:
            return Refusal(
                .recorder, "Say in \"attestation\" which outside recorder runs, and that it was seen recording.")
        case .live, .external: return nil
        }
    }

    func complete(_ session: InSession, _ transcript: String) -> Ruling {
        guard !transcript.isEmpty else {
            return refuse(.transcript, "A session ends with its transcript (笔录): send it as \"transcript\".")
        }
        return accept(
            .completed(Completed(session: session, at: now, transcript: transcript)),
            ["transcript_sha256": .string(Data(transcript.utf8).sha256Hex)],
            effects: [.releaseBookings(from: now), .expectFootageEnd])
    }

    func seal(_ completed: Completed, _ signature: Sealed.Signature) -> Ruling {
        if case .declined(let reason) = signature, reason.isEmpty {
            return refuse(.signature, "The party did not sign: note why in \"reason\".")
        }
        let open = facts.footage.filter { $0.state == .uploading || $0.state == .ingesting }
        guard open.isEmpty else {
            let list = open.map { "\($0.id) (\($0.state.rawValue))" }.joined(separator: ", ")
            return refuse(.footage, "Footage is still on its way: \(list). Wait until each is ready.")
        }
        guard facts.footage.contains(where: { $0.state == .ready }) else {
            return refuse(.footage, "There is no readable footage of this session: upload its recording first.")
        }
        let items = facts.footage.map {
            EvidenceManifest.Item(
                recording: $0.id, state: $0.state, sha256: $0.sha256 ?? "", manifestSHA256: $0.manifestSHA256 ?? "")
        }
        let manifest = EvidenceManifest(
            checkNo: check.checkNo, revision: 1, sealedAt: now, recordings: items)
        guard let digest = try? manifest.bytes.sha256Hex else {
            return refuse(.footage, "The evidence manifest could not be written down.")
        }
        let sealed = Sealed(completed: completed, at: now, signature: signature, manifestSHA256: digest)
        var body: [String: JSONValue] = [
            "manifest_sha256": .string(digest), "recordings": .array(items.map { .string($0.recording.description) }),
            "party_signed": .bool(signature == .signed),
        ]
        if case .declined(let reason) = signature { body["reason"] = .string(reason) }
        return accept(.sealed(sealed), body, effects: [.fileEvidence(manifest)])
    }
}
