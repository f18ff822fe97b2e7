import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Store

/// `GET /events`: server-sent events for pages that are open: `event: change` after each commit, with what it touched
/// (`{"tables": […], "checks": […], "everything": false}`), and a comment now and then so that a dead line is noticed.
/// A hint only: the page asks for itself again.
struct ConsoleEvents: Sendable {
    private static let heartbeat: Duration = .seconds(15)

    let changes: ChangeFeed

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.get("events") { request, _ in
            let hints = try changes.watch()
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store"],
                body: ResponseBody { writer in
                    // A browser that lost its line asks again after two seconds.
                    try await writer.write(ByteBuffer(string: "retry: 2000\n: here\n\n"))
                    try await request.body.consumeWithCancellationOnInboundClose { _ in
                        try await withThrowingTaskGroup(of: Void.self) { group in
                            let (lines, line) = AsyncStream.makeStream(
                                of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(32))
                            group.addTask {
                                for await hint in hints { Self.put(Self.event(hint), on: line) }
                                line.finish()
                            }
                            group.addTask {
                                while true {
                                    try await Task.sleep(for: Self.heartbeat)
                                    Self.put(ByteBuffer(string: ": here\n\n"), on: line)
                                }
                            }
                            for await text in lines.cancelOnGracefulShutdown() { try await writer.write(text) }
                            group.cancelAll()
                        }
                    }
                    try await writer.finish(nil)
                })
        }
    }

    /// A line that is full loses what is oldest, so that its reader is told to look at everything.
    static func put(_ text: ByteBuffer, on line: AsyncStream<ByteBuffer>.Continuation) {
        guard case .dropped = line.yield(text) else { return }
        var all = ChangeFeed.Hint()
        all.everything = true
        line.yield(event(all))
    }

    static func event(_ hint: ChangeFeed.Hint) -> ByteBuffer {
        let data = JSONValue.object([
            "tables": .texts(hint.tables.sorted()), "checks": .texts(hint.checks.sorted()),
            "everything": .bool(hint.everything),
        ])
        let text = (try? CanonicalJSON.encode(data)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return ByteBuffer(string: "event: change\ndata: \(text)\n\n")
    }
}
