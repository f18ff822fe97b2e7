import Foundation

/// Verify: the session, what may break into it, its end, and the seal over its footage.
extension Desk {
    var verifying: Ruling? {
        switch (command, check.state) {
        case (.begin(let begin), .served(let served)): self.begin(served, begin)
        case (.interrupt(let interrupt), .inSession(let session)): self.interrupt(session, interrupt)
        case (.resume(let resume), .interrupted(let interrupted)): self.resume(interrupted, resume)
        case (.abort(let reason), .interrupted(let interrupted)): abort(interrupted, reason)
        case (.noShow(let attempts), .served(let served)): noShow(served, attempts)
        case (.decline(let declining), .served(let served)): decline(served, nil, declining)
        case (.decline(let declining), .inSession(let session)): decline(session.served, session, declining)
        case (.decline(let declining), .interrupted(let interrupted)):
            decline(
                interrupted.session.served, interrupted.ended(at: now), declining, during: interrupted)
        case (.complete(let transcript), .inSession(let session)): complete(session, transcript)
        case (.seal(let signature), .completed(let completed)): seal(completed, signature)
        default: nil
        }
    }

    private func complete(_ session: InSession, _ transcript: String) -> Ruling {
        guard !transcript.isEmpty else {
            return refuse(.transcript, "A session ends with its transcript (笔录): send it as \"transcript\".")
        }
        if let refusal = unanswered() { return .refused(refusal) }
        // A recusal is decided while the check goes on, not left open behind it.
        if let refusal = undecided { return .refused(refusal) }
        let fields: [String: JSONValue] = [
            "answers": answerFields, "begun": .string(clock.minute(session.at)), "ended": .string(clock.minute(now)),
            "text": .string(transcript),
            "interruptions": .array(
                session.interruptions.map {
                    .object([
                        "from": .string(clock.minute($0.from)), "to": .string(clock.minute($0.to)),
                        "cause": .string($0.cause.rawValue), "note": .string($0.note),
                    ])
                }),
        ]
        return filing(.transcript, fields) { paper in
            accept(
                .completed(Completed(session: session, at: now, transcript: transcript)),
                named(paper).merging([
                    "transcript_sha256": .string(Data(transcript.utf8).sha256Hex),
                    "answers_sha256": .text(try? facts.sheet?.answersSHA256(facts.answers)),
                ]) { $1 },
                effects: [.releaseBookings(from: now), .expectFootageEnd, .file(paper)])
        }
    }

    private func seal(_ completed: Completed, _ signature: Sealed.Signature) -> Ruling {
        if case .declined(let reason) = signature, reason.isEmpty {
            return refuse(.signature, "The party did not sign: note why in \"reason\".")
        }
        let open = facts.footage.filter { $0.state == .uploading || $0.state == .ingesting }
        guard open.isEmpty else {
            let list = open.map { "\($0.id) (\($0.state.rawValue))" }.joined(separator: ", ")
            return refuse(.footage, "Footage is still on its way: \(list). Wait until each is ready.")
        }
        let ready = facts.footage.filter { $0.state == .ready }
        if let bare = ready.first(where: { ($0.sha256 ?? "").isEmpty }) {
            return refuse(.footage, "\(bare.id) has no digest yet: a seal over it would prove nothing. Wait for it.")
        }
        guard !ready.isEmpty else {
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
