import ArgumentParser
import Domain
import Foundation

/// When a gateway's stand-in calls in what became of a message, and what it says.
enum TextReportPlan: String, ExpressibleByArgument, CaseIterable, Sendable {
    case none
    /// Before the request is answered: the sender does not know its receipt yet.
    case early
    case late
    case twice
    /// Late, and the handset did not get it.
    case failing
}

/// Calls reports in, one after the other.
struct TextReporter: Sendable {
    private let url: String
    private let plan: TextReportPlan
    private let peer: HTTPPeer
    private let queue: AsyncStream<(TextMessage, TextForm)>
    private let add: AsyncStream<(TextMessage, TextForm)>.Continuation

    init?(url: String, plan: TextReportPlan) {
        guard plan != .none, let base = URL(string: url) else { return nil }
        self.url = url
        self.plan = plan
        peer = HTTPPeer(base: base)
        (queue, add) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1000))
    }

    /// A message was taken, and its request is about to be answered.
    func took(_ message: TextMessage, _ form: TextForm) async {
        if plan == .early {
            await send(message, form, hasArrived: true)
        } else {
            add.yield((message, form))
        }
    }

    /// Until its task is cancelled.
    func run() async {
        for await (message, form) in queue {
            // The answer to the request goes first.
            try? await Task.sleep(for: .milliseconds(200))
            for _ in 0..<(plan == .twice ? 2 : 1) { await send(message, form, hasArrived: plan != .failing) }
        }
    }

    private func send(_ message: TextMessage, _ form: TextForm, hasArrived: Bool) async {
        do {
            let report = try form.report(message, hasArrived: hasArrived, at: .now)
            let answer = try await peer.send("POST", url, headers: ["Content-Type": report.type], body: report.body)
            Line.say("report \(message.messageID) answered \(answer.status)")
        } catch {
            Line.complain("report \(message.messageID): \(error)")
        }
    }
}
