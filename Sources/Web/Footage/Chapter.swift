import Domain
import Foundation
import Recordings
import Store

/// A moment of a recording that somebody will look for: what the session did, what was answered, what was noted.
struct Chapter: Sendable {
    enum Kind: String {
        case session, answer, note
    }

    let kind: Kind
    /// From the start of the recording.
    let seconds: Double
    let title: Phrase
    /// Whoever said it; empty for the session itself.
    let by: String
    /// Of an answer: good, bad or in doubt.
    let tone: String

    /// In the order of the footage.
    /// - Parameter seconds: how long the recording is.
    static func all(of recording: RecordingRow, lasting seconds: Double, in story: CheckStory) -> [Chapter] {
        let all = events(recording, story) + answers(recording, story) + notes(recording, story)
        return all.filter { $0.seconds >= 0 && $0.seconds <= seconds }.sorted { $0.seconds < $1.seconds }
    }

    /// A live recording began when its upload did, so the session's own times are places in it. Where the recorder's
    /// clock is its own, nobody knows.
    private static func events(_ recording: RecordingRow, _ story: CheckStory) -> [Chapter] {
        guard recording.kind == "session", case .live? = story.check.state.session?.begin.capture else { return [] }
        return story.events.compactMap { event in
            let title: Phrase
            switch CheckCommand.Name(rawValue: event.command) {
            case .begin: title = Phrase("核查开始", "The session begins")
            case .interrupt: title = Phrase("中断", "Interrupted")
            case .resume: title = Phrase("恢复", "Resumed")
            case .complete: title = Phrase("核查结束", "The session is complete")
            case .abort: title = Phrase("核查中止", "The session breaks off")
            default: return nil
            }
            let seconds = event.at.timeIntervalSince(recording.madeAt)
            return Chapter(kind: .session, seconds: seconds, title: title, by: "", tone: "")
        }
    }

    private static func answers(_ recording: RecordingRow, _ story: CheckStory) -> [Chapter] {
        (story.checklist?.answered ?? []).compactMap { item, answer in
            guard let answer, let seconds = place(answer, recording, story), let said = answer.answer else {
                return nil
            }
            let who = story.check.people.first { $0.id == item.person }?.name
            let (zh, en) = (said.words[.zh], said.words[.en])
            return Chapter(
                kind: .answer, seconds: seconds,
                title: Phrase(
                    (who.map { "\($0)：" } ?? "") + "\(item.zh)（\(zh)）",
                    (who.map { "\($0): " } ?? "") + "\(item.en) (\(en))"),
                by: answer.by, tone: said.tone)
        }
    }

    private static func notes(_ recording: RecordingRow, _ story: CheckStory) -> [Chapter] {
        story.notes.compactMap { row in
            guard let seconds = place(row.marker, recording, story) else { return nil }
            let words = String(row.marker.reason.prefix(120))
            return Chapter(kind: .note, seconds: seconds, title: Phrase(words, words), by: row.marker.by, tone: "")
        }
    }

    /// A marker that names no recording counts from the session's begin: it is in the check's first session footage, as
    /// its page says too.
    private static func place(_ marker: Marker, _ recording: RecordingRow, _ story: CheckStory) -> Double? {
        let usual = story.recordings.first { $0.kind == "session" && $0.state == .ready }?.id
        return (marker.recording ?? usual) == recording.id ? marker.from : nil
    }

    /// The chapters as a player's text track takes them: each lasts until the next.
    static func track(_ chapters: [Chapter], lasting seconds: Double, _ language: Contact.Language) -> String {
        let ends = chapters.dropFirst().map(\.seconds) + [seconds]
        let cues = zip(chapters, ends).map { chapter, end in
            let until = max(end, chapter.seconds + 0.001)
            return
                "\(WebVTT.time(chapter.seconds)) --> \(WebVTT.time(until))\n\(WebVTT.text(chapter.title[language]))\n"
        }
        return "WEBVTT\n\n" + cues.joined(separator: "\n")
    }

    var json: JSONValue {
        .object([
            "kind": .string(kind.rawValue), "at": .double(seconds), "zh": .string(title.zh), "en": .string(title.en),
            "by": by.isEmpty ? .null : .string(by),
        ])
    }
}
