import Domain
import Foundation
import Store

extension Ownership {
    /// Makes a folder, where it is missing, with every folder above it, durably.
    static func makeFolder(_ path: String) throws {
        let parent = (path as NSString).deletingLastPathComponent
        if mkdir(path, 0o700) == 0 {
            inherit(path)
            return try DurableFile.syncDirectory(parent)
        }
        if errno == ENOENT {
            try makeFolder(parent)
            return try makeFolder(path)
        }
        guard errno == EEXIST else {
            throw Fault(.unavailable, "The folder \(path) cannot be made: \(String(cString: strerror(errno))).")
        }
    }
}
