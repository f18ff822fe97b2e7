import Foundation

/// What is added to the record later: footage after the seal, and the sealed scans of papers.
extension Desk {
    /// A new revision of the evidence manifest; the sealed one stays.
    func addend(_ reason: String) -> Ruling {
        guard let last = facts.manifest, check.state.sealing != nil else {
            return refuse(.footage, "No footage of \(check.checkNo) was sealed: there is nothing to add to.")
        }
        guard !reason.isEmpty else {
            return refuse(.reason, "Say in \"reason\" where the footage comes from and why only now.")
        }
        let known = Set(last.manifest.recordings.map(\.recording))
        let added = facts.footage.filter { !known.contains($0.id) }
        let open = added.filter { $0.state == .uploading || $0.state == .ingesting }
        guard open.isEmpty else {
            let list = open.map { "\($0.id) (\($0.state.rawValue))" }.joined(separator: ", ")
            return refuse(.footage, "Footage is still on its way: \(list). Wait until each is ready.")
        }
        guard added.contains(where: { $0.state == .ready && !($0.sha256 ?? "").isEmpty }) else {
            return refuse(
                .footage, "No footage came after revision \(last.manifest.revision): upload it first, of kind addendum."
            )
        }
        let items = added.map {
            EvidenceManifest.Item(
                recording: $0.id, state: $0.state, sha256: $0.sha256 ?? "", manifestSHA256: $0.manifestSHA256 ?? "")
        }
        let manifest = EvidenceManifest(
            checkNo: check.checkNo, revision: last.manifest.revision + 1, sealedAt: now,
            recordings: last.manifest.recordings + items, predecessorSHA256: last.sha256)
        guard let digest = try? manifest.bytes.sha256Hex else {
            return refuse(.footage, "The evidence manifest could not be written down.")
        }
        let fields: [String: JSONValue] = [
            "reason": .string(reason), "noted": .string(clock.minute(now)), "revision": .int(Int64(manifest.revision)),
            "manifest": .string(digest), "predecessor": .string(last.sha256),
            "recordings": .array(
                items.map { .object(["id": .string($0.recording.description), "sha256": .string($0.sha256)]) }),
        ]
        return filing(.evidenceSupplement, fields) { paper in
            accept(
                check.state,
                named(paper).merging([
                    "reason": .string(reason), "revision": .int(Int64(manifest.revision)),
                    "manifest_sha256": .string(digest), "predecessor_sha256": .string(last.sha256),
                    "recordings": .array(items.map { .string($0.recording.description) }),
                ]) { $1 }, effects: [.file(paper), .fileEvidence(manifest)])
        }
    }

    /// The official copy of a paper: the latest scan; what was filed before stays.
    func file(_ scan: FileScan) -> Ruling {
        guard let original = facts.original else {
            return refuse(.document, "\(scan.document) is no document of \(check.checkNo).")
        }
        guard original.kind.isWritten else {
            return refuse(
                .document, "\(original.number) is no paper that is printed and sealed: scan the paper itself.")
        }
        guard original.scans == 0 || !scan.reason.isEmpty else {
            return refuse(
                .reason, "\(original.number) has a scan already: say in \"reason\" why another takes its place.")
        }
        let copy = ScannedCopy(
            id: original.copy, original: scan.document, number: "\(original.number)-S\(original.scans + 1)",
            format: scan.format, bytes: scan.bytes, position: original.scans + 1, reason: scan.reason)
        return accept(
            check.state,
            [
                "document": .string(copy.id.description), "document_no": .string(copy.number),
                "original": .string(scan.document.description), "sha256": .string(scan.bytes.sha256Hex),
                "reason": .text(scan.reason.isEmpty ? nil : scan.reason),
            ], effects: [.fileScan(copy)])
    }
}
