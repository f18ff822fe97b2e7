import Domain
import MediaJobs
import Recordings
import Store

/// A recording as lists, the check's page and its own page show it.
struct RecordingLine {
    let described: Footage.Described
    let clock: ConsoleClock
    let language: Contact.Language

    init(_ described: Footage.Described, clock: ConsoleClock, language: Contact.Language) {
        self.described = described
        self.clock = clock
        self.language = language
    }

    var values: [String: Any] {
        let row = described.row
        let report = described.report
        let playable = row.state == .ready && row.playable != nil
        return [
            "id": row.id.description, "check_no": row.checkNo, "filename": row.filename,
            "state": row.state.words[language], "tone": row.state.tone, "reason": row.reason ?? "",
            "damage": row.damage ?? "", "trouble": trouble, "at": clock.minute(row.uploadedAt ?? row.madeAt),
            // Of an upload on its way the row knows only the first bytes.
            "size": row.state == .uploading ? "" : row.size.map { ConsoleClock.size($0) } ?? "",
            "unfinished": row.state == .uploading,
            "length": report.map { ConsoleClock.length($0.durationSeconds) } ?? "", "sha256": row.sha256 ?? "",
            "playable": playable, "unplayable": row.state == .ready && row.playable == nil,
            "playback": row.state == .ready ? report?.playbackWords[language] ?? "" : "",
            "kept": row.sha256 != nil, "media_type": report?.playableType ?? "", "stills": stills,
            "poster": report?.stills.isEmpty == false, "codecs": codecs,
            "warnings": (report?.warnings ?? []).map { ["line": $0] },
            "stretches": (report?.stretches ?? []).map {
                [
                    "words": $0.kind.words[language],
                    "line": "\(ConsoleClock.length($0.from)) – \(ConsoleClock.length($0.to))",
                    "second": Int($0.from), "at": $0.from, "to": $0.to, "kind": $0.kind.rawValue,
                ] as [String: Any]
            },
            "gaps": (report?.gaps ?? []).map {
                ["line": "\(ConsoleClock.length($0.from)) – \(ConsoleClock.length($0.to))"]
            },
        ]
    }

    /// Why it is no footage, in plain words; the reason on record says more.
    private var trouble: String {
        let row = described.row
        guard row.reason != nil else { return "" }
        guard row.isAbandoned else {
            return Phrase("文件未通过校验，原件已保留。", "The file was not accepted; its original is kept.")[language]
        }
        let here = ConsoleClock.size(row.size ?? 0)
        guard let length = row.length.map(ConsoleClock.size) else {
            return Phrase(
                "上传未完成即被终止，已收到的 \(here) 已保留。", "The upload was ended before its end; the \(here) that came are kept.")[
                    language]
        }
        return Phrase(
            "上传未完成即被终止：共 \(length)，收到 \(here)，已保留。",
            "The upload was ended before its end; the \(here) of \(length) that came are kept.")[language]
    }

    private var codecs: String {
        (described.report?.streams ?? []).map { stream in
            var text = stream.codec
            if let width = stream.width, let height = stream.height { text += " \(width)×\(height)" }
            return text
        }.joined(separator: ", ")
    }

    /// Six of them at most, evenly spread.
    private var stills: [[String: Any]] {
        let all = described.report?.stills ?? []
        let step = max(1, (all.count + 5) / 6)
        return stride(from: 0, to: all.count, by: step).map { index in
            ["at": all[index].at, "time": ConsoleClock.length(all[index].at)]
        }
    }
}

extension MediaReport.Stretch.Kind {
    var words: Phrase {
        switch self {
        case .still: Phrase("画面静止", "Nothing moves")
        case .black: Phrase("画面全黑", "Black picture")
        case .silent: Phrase("没有声音", "No sound")
        }
    }
}
