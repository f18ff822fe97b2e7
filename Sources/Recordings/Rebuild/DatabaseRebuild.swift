import Domain
import Foundation
import Store

/// Makes a database that is lost again from the mirror in the footage directory. It is made beside its place, and put
/// there when it is whole; one that broke off is begun anew.
public struct DatabaseRebuild: Sendable {
    private static let staging = ".rebuild"
    private static let batch = 256

    let footage: FootageDirectory
    let stateDirectory: String
    /// Opens the database of a directory, and makes it where there is none.
    let opening: @Sendable (_ directory: String) throws -> CheckStore

    public struct Report: Sendable {
        public let sheets: Int
        /// How far the mirror had come when it was last written.
        public let mark: CheckStore.MirrorMark
        /// What was not taken, in words.
        public let problems: [String]
        /// Messages that were still to be sent.
        public let pending: Int
    }

    public init(
        footage: FootageDirectory, stateDirectory: String,
        opening: @escaping @Sendable (_ directory: String) throws -> CheckStore
    ) {
        self.footage = footage
        self.stateDirectory = stateDirectory
        self.opening = opening
    }

    /// Nil when there is a database, or no mirror that one could be made from. The caller holds the state's lock.
    public func run(now: Date, _ say: (String) -> Void) async throws -> Report? {
        let place = "\(stateDirectory)/\(StoreDatabase.fileName)"
        let mirror = MirrorDirectory(footage: footage)
        guard access(place, F_OK) != 0, let mark = try mirror.readMark() else { return nil }
        let folder = "\(stateDirectory)/\(Self.staging)"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Made with its schema, then filled while nobody has it open.
        try opening(folder).database.closeWhole()
        let (sheets, problems) = try load(mirror, into: folder, say)
        let store = try opening(folder)
        guard try await store.standing(late: []).keysOpen != false else {
            throw Fault(
                .invalid,
                "The keys file is not the one that this centre's data is sealed with: put its copy in place, then run this again. Nothing was changed."
            )
        }
        let pending = try await store.pendingDeliveries()
        try await store.noteRebuilt(sheets: sheets, mark: mark, now: now)
        try store.database.closeWhole()
        try setLogAside(of: place, now)
        try DurableFile.move("\(folder)/\(StoreDatabase.fileName)", to: place)
        Ownership.inherit(place)
        try? FileManager.default.removeItem(atPath: folder)
        return Report(sheets: sheets, mark: mark, problems: problems, pending: pending)
    }

    /// What is left of the lost database's write-ahead log would be played into the new one.
    private func setLogAside(of place: String, _ now: Date) throws {
        for log in ["\(place)-wal", "\(place)-shm"] where access(log, F_OK) == 0 {
            try DurableFile.move(log, to: DurableFile.aside(log, now: now))
        }
    }

    private func load(
        _ mirror: MirrorDirectory, into folder: String, _ say: (String) -> Void
    ) throws -> (sheets: Int, problems: [String]) {
        var found: [(name: String, path: String)] = []
        try mirror.each { found.append(($0, $1)) }
        var at = 0
        let problems = try StoreDatabase.load(directory: folder) {
            let end = min(at + Self.batch, found.count)
            defer { at = end }
            if at % (Self.batch * 16) == 0 { say("\(at) of \(found.count) sheets") }
            return found[at..<end].map { sheet in
                .init(name: sheet.name) {
                    guard let bytes = FileManager.default.contents(atPath: sheet.path) else {
                        throw Fault(.damaged, "it cannot be read")
                    }
                    return bytes
                }
            }
        }.map { "\($0.name): \($0.problem)" }
        return (found.count, problems)
    }
}
