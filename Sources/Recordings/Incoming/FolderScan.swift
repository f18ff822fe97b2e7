import Domain
import Foundation
import Store

/// One look at the watched folder: what lies in it, a few levels deep. Links are never followed, and what is no plain
/// file is passed over.
struct FolderScan: Sendable {
    struct File: Sendable {
        let path: FolderPath
        let identity: FileIdentity
    }

    /// A folder that could not be read, and why.
    struct Closed: Sendable {
        let path: FolderPath
        let identity: FileIdentity
        let reason: String
    }

    private(set) var recordings: [File] = []
    private(set) var sidecars: [FolderPath: FileIdentity] = [:]
    private(set) var folders: [FolderPath] = []
    private(set) var closed: [Closed] = []
    /// There is more than one look takes: what was not seen may still be there.
    private(set) var isPartial = false

    /// Recorders make a folder for the day, perhaps one for the room below it.
    static let deepest = 4
    static let mostFiles = 100_000

    /// - Throws: `Fault(.unavailable)` when the folder itself cannot be read.
    init(_ folder: WatchedDirectory, patience: Patience.Progress) throws {
        let root = try folder.open()
        defer { close(root) }
        try look(root, .root, depth: 0, patience)
    }

    private mutating func look(_ descriptor: Int32, _ path: FolderPath, depth: Int, _ patience: Patience.Progress)
        throws
    {
        folders.append(path)
        for name in try Self.names(in: descriptor) {
            try patience.step()
            guard recordings.count + sidecars.count < Self.mostFiles else {
                isPartial = true
                return
            }
            var facts = stat()
            guard FolderPath.withName(name, { fstatat(descriptor, $0, &facts, AT_SYMLINK_NOFOLLOW) }) == 0 else {
                continue
            }
            switch facts.st_mode & S_IFMT {
            case S_IFREG: note(path.file(name), FileIdentity(facts))
            case S_IFDIR where IncomingName.isEntered(folder: name) && depth < Self.deepest:
                try enter(descriptor, name, path.folder(name), FileIdentity(facts), depth: depth + 1, patience)
            default: break
            }
        }
    }

    private mutating func note(_ path: FolderPath, _ identity: FileIdentity) {
        switch IncomingName.kind(path.name) {
        case .recording: recordings.append(File(path: path, identity: identity))
        case .sidecar: sidecars[path] = identity
        case .ignored: break
        }
    }

    private mutating func enter(
        _ parent: Int32, _ name: [UInt8], _ path: FolderPath, _ identity: FileIdentity, depth: Int,
        _ patience: Patience.Progress
    ) throws {
        guard IncomingName.kind(name) != .ignored else { return }
        let descriptor = FolderPath.withName(name) {
            openat(parent, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        guard descriptor >= 0 else {
            if errno != ENOENT { closed.append(Closed(path: path, identity: identity, reason: Self.words(errno))) }
            return
        }
        defer { close(descriptor) }
        do {
            try look(descriptor, path, depth: depth, patience)
        } catch let fault as Fault {
            closed.append(Closed(path: path, identity: identity, reason: fault.message))
        }
    }

    /// The names in a folder, unsorted, as the bytes that they are.
    private static func names(in descriptor: Int32) throws -> [[UInt8]] {
        // Read to the end before anything else: the descriptor's place is shared with its copy.
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, let stream = fdopendir(copy) else {
            if copy >= 0 { close(copy) }
            throw Fault(.unavailable, words(errno))
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw Fault(.unavailable, words(errno)) }
                return names
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
            guard names.count <= mostFiles else { return names }
        }
    }

    static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}

extension FileIdentity {
    init(_ facts: stat) {
        self.init(
            device: Int64(bitPattern: UInt64(facts.st_dev)), inode: Int64(bitPattern: UInt64(facts.st_ino)),
            size: Int64(facts.st_size),
            modified: Int64(facts.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(facts.st_mtim.tv_nsec))
    }
}
