import Domain
import Foundation
import Testing

@testable import Outbound

@Suite(.timeLimit(.minutes(5))) struct CurlLoopTests {
    let peer: Peer

    init() throws {
        peer = try Peer("peer.py")
    }

    /// Patient: on a busy machine no limit of its own ends a transfer before the test does.
    private func transfer(_ path: String) -> Transfer {
        Transfer(
            url: "http://127.0.0.1:\(peer.port)\(path)", work: .http(method: .get, headers: [], body: Data()),
            limits: .init(total: .seconds(600), lowSpeedFor: .seconds(600)))
    }

    /// How `perform` fails, or nil.
    private func fault(of loop: CurlLoop, _ transfer: Transfer) async -> Fault.Kind? {
        do throws(Fault) { _ = try await loop.perform(transfer) } catch { return error.kind }
        return nil
    }

    @Test func `more transfers than may run at once all come to their end`() async throws {
        let loop = try CurlLoop(limits: .init(queue: 300, concurrent: 4))
        let target = transfer("/ok")
        let good = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    if case .complete(let answer)? = try? await loop.perform(target) {
                        answer.status == 200
                    } else {
                        false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(good == 200)
        await loop.shutdown()
    }

    @Test func `a full queue refuses at once`() async throws {
        let loop = try CurlLoop(limits: .init(queue: 1, concurrent: 1))
        let target = transfer("/silent")
        await withTaskGroup(of: Fault?.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    do throws(Fault) { _ = try await loop.perform(target) } catch { return error }
                    return nil
                }
            }
            // One runs and one waits, for ever; the third cannot be either.
            let first = await group.next() ?? nil
            #expect(first?.kind == .unavailable)
            #expect(first?.message.contains("already wait") == true)
            group.cancelAll()
        }
    }

    @Test func `a cancelled transfer ends, whether it waits or runs`() async throws {
        let loop = try CurlLoop(limits: .init(queue: 4, concurrent: 1))
        let target = transfer("/silent")
        await withTaskGroup(of: Fault.Kind?.self) { group in
            for _ in 0..<3 {
                group.addTask { await fault(of: loop, target) }
            }
            #expect(await peer.line() == "got /silent")
            group.cancelAll()
            for await kind in group { #expect(kind == .unavailable) }
        }
        if case .complete(let answer) = try await loop.perform(transfer("/ok")) {
            #expect(answer.status == 200)
        } else {
            Issue.record("the loop does not go on after a cancellation")
        }
    }

    @Test func `shutdown lets what runs finish and refuses what comes after`() async throws {
        let loop = try CurlLoop()
        let target = transfer("/slow")
        var slow = target
        // Long enough to reach the peer on a busy machine, and less than the peer takes.
        slow.limits = .init(total: .seconds(3))
        async let running = loop.perform(slow)
        #expect(await peer.line() == "got /slow")
        await loop.shutdown(grace: .seconds(30))
        guard case .broken(let failure) = try await running else {
            Issue.record("the slow transfer cannot have been complete")
            return
        }
        #expect(failure.kind == .timeout)
        await #expect(throws: Fault.self) { _ = try await loop.perform(target) }
        await loop.shutdown()
    }

    @Test func `shutdown breaks off what does not finish within its grace`() async throws {
        let loop = try CurlLoop(limits: .init(queue: 4, concurrent: 1))
        let target = transfer("/silent")
        async let running = fault(of: loop, target)
        async let waiting = fault(of: loop, target)
        #expect(await peer.line() == "got /silent")
        await loop.shutdown(grace: .milliseconds(10))
        #expect(await running == .unavailable)
        #expect(await waiting == .unavailable)
    }
}
