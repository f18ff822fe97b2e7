import Foundation
import Synchronization

/// How far a transfer is: a bar that redraws itself on a terminal, a plain line now and then elsewhere.
final class Progress: Sendable {
    private struct State {
        var done: Int64
        var pace = Pace()
        var drawnAt: ContinuousClock.Instant?
        var isDrawn = false
    }

    private let name: String
    private let total: Int64
    private let say: Language
    private let quiet: Bool
    private let isBar: Bool
    private let state: Mutex<State>

    /// - Parameter start: bytes that were there before; they count as done, not as speed.
    init(name: String, start: Int64, total: Int64, say: Language, quiet: Bool) {
        self.name = name.harmless
        self.total = total
        self.say = say
        self.quiet = quiet
        isBar = !quiet && Terminal.isTerminal(STDERR_FILENO)
        state = Mutex(State(done: start))
        reach(start)
    }

    func reach(_ done: Int64) {
        guard !quiet else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            state.done = done
            state.pace.note(done, at: now)
            let patience: Duration = isBar ? .milliseconds(100) : .seconds(5)
            if let drawn = state.drawnAt, drawn + patience > now, done < total { return }
            // A plain line says where things stand now and then; a bar stands from the first moment.
            if !isBar, state.drawnAt == nil, done < total {
                state.drawnAt = now
                return
            }
            state.drawnAt = now
            draw(&state, now)
        }
    }

    /// Something to read meanwhile ("the server does not answer; again in 4 s"), above the bar.
    func interject(_ text: String) {
        guard !quiet else { return }
        state.withLock { state in
            erase(&state)
            Terminal.write(Array((text.harmless + "\n").utf8), to: STDERR_FILENO)
            if isBar { draw(&state, .now) }
        }
    }

    /// Takes the bar away: what follows says how it ended.
    func close() { state.withLock { erase(&$0) } }

    private func draw(_ state: inout State, _ now: ContinuousClock.Instant) {
        let speed = state.pace.bytesPerSecond(at: now)
        guard isBar else {
            let line = "\(name): \(Self.share(state.done, total)) \(figures(state.done, speed))\n"
            return Terminal.write(Array(line.utf8), to: STDERR_FILENO)
        }
        let width = (Terminal.width(of: STDERR_FILENO) ?? 80) - 1
        let line = Self.bar(name: name, share: (state.done, total), tail: figures(state.done, speed), width: width)
        Terminal.write(Array(("\r\u{1B}[2K" + line).utf8), to: STDERR_FILENO)
        state.isDrawn = true
    }

    private func erase(_ state: inout State) {
        guard state.isDrawn else { return }
        Terminal.write(Array("\r\u{1B}[2K".utf8), to: STDERR_FILENO)
        state.isDrawn = false
    }

    private func figures(_ done: Int64, _ speed: Double?) -> String {
        var text = "\(Figures.size(done)) / \(Figures.size(total))"
        if let speed, speed > 0, done < total {
            let left = Figures.clock(Double(total - done) / speed)
            text += "  \(Figures.size(Int64(speed)))/s  " + say("\(left) left", "剩余 \(left)")
        }
        return text
    }

    private static func share(_ done: Int64, _ total: Int64) -> String {
        let percent = total == 0 ? 100 : Int(Double(done) / Double(total) * 100)
        return String(format: "%3d %%", percent)
    }

    /// One line of at most `width` cells: name, bar, share, figures. The bar gives way first, then the name.
    static func bar(name: String, share: (done: Int64, total: Int64), tail: String, width: Int) -> String {
        let percent = Self.share(share.done, share.total)
        let fixed = percent.displayWidth + tail.displayWidth + 4
        let shown = name.cut(toWidth: max(8, min(28, width - fixed)))
        let room = min(30, width - fixed - shown.displayWidth - 2)
        guard room >= 5 else { return "\(shown)  \(percent)  \(tail)".cut(toWidth: width) }
        let filled = share.total == 0 ? room : Int(Double(room) * Double(share.done) / Double(share.total))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
        return "\(shown)  \(bar)  \(percent)  \(tail)"
    }
}
