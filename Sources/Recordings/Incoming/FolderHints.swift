import Foundation
import Store

/// inotify, as a hint: something was closed or moved in, so look again now. A network mount, or a machine out of
/// watches, gives no hints; then the rescan finds the same a little later.
final class FolderHints: Sendable {
    private let events: Int32
    private let stop: Int32
    /// Recorders' folders are few; what lies beyond is found by the rescan.
    private static let mostWatches = 512

    /// Nil where the system has none to give.
    init?(signal: WakeSignal) {
        let events = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard events >= 0 else { return nil }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            close(events)
            return nil
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        self.events = events
        stop = ends[1]
        let stopped = ends[0]
        // A thread of its own: it waits for the kernel, for as long as the folder is watched.
        Thread.detachNewThread { Self.listen(events, stopped, signal) }
    }

    deinit { close(stop) }

    /// Watches these folders too. Blocks.
    func watch(_ directory: WatchedDirectory, _ folders: [FolderPath]) {
        let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ATTRIB | IN_ONLYDIR | IN_DONT_FOLLOW)
        for folder in folders.prefix(Self.mostWatches) {
            // The watched folder itself may be a link: the slash at its end leads through it.
            let path = Array((directory.root + "/").utf8) + folder.bytes
            _ = FolderPath.withName(path) { inotify_add_watch(events, $0, mask) }
        }
    }

    private static func listen(_ events: Int32, _ stopped: Int32, _ signal: WakeSignal) {
        defer {
            close(events)
            close(stopped)
        }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            var waits = [events, stopped].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&waits, nfds_t(waits.count), -1) >= 0 else {
                if errno == EINTR { continue }
                return
            }
            if waits[1].revents != 0 { return }
            while read(events, &buffer, buffer.count) > 0 {}
            signal.wake()
        }
    }
}
