import CSandbox
import Foundation
import Synchronization
import Testing

/// What a file that has taken the worker over can reach from there. Filter and Landlock bind the thread that asks for
/// them, so each trial has a thread of its own.
struct ConfinementTests {
    private func escapes(after confine: @escaping @Sendable () -> Int32) async -> (code: Int32, escapes: Int) {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                let code = confine()
                continuation.resume(returning: (code, Int(vc_escapes())))
            }
        }
    }

    private let all = Int(VC_ESCAPE_NETWORK | VC_ESCAPE_FILES | VC_ESCAPE_PROCESSES)

    @Test func `three ways out are open to a process that is not confined`() async {
        #expect(await escapes { 0 }.escapes == all)
    }

    @Test func `behind the filter there is no socket, no file by its name and no other process`() async {
        let (code, escapes) = await escapes { vc_confine_calls() }
        #expect(code == 0 && escapes == 0)
    }

    @Test func `Landlock alone keeps names from being opened, where the kernel has it`() async {
        let (code, escapes) = await escapes { vc_confine_files() }
        #expect(code == 0 ? escapes & Int(VC_ESCAPE_FILES) == 0 : [-ENOSYS, -EOPNOTSUPP].contains(code))
    }
}
