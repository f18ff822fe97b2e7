// The file's own names stand below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Domain
import Foundation

/// `backup_manifest/1`: everything that one generation of a backup consists of. It is written last; a generation without
/// it is none.
public struct BackupManifest: Codable, Sendable {
    static let fileName = "manifest.json"
    /// `<sha256>  manifest.json`, as sha256sum writes and checks it.
    static let digestName = "manifest.json.sha256"
    static let schemaName = "backup_manifest/1"

    public struct File: Codable, Sendable, Equatable {
        /// Relative: footage to the recordings directory, the rest to the generation.
        public let path: String
        public let size: Int64
        /// Lower-case hex; footage lies under this name in the backup.
        public let sha256: String
    }

    public struct Database: Codable, Sendable {
        public let file: File
        /// Names of the migrations that made its schema, in order.
        public let schema: [String]
    }

    /// The audit log in that database.
    public struct Audit: Codable, Sendable {
        public let size: Int
        public let root: Hash32
    }

    public struct Recording: Codable, Sendable {
        public let id: String
        public let check_no: String
        /// `uploading` recordings are copied as far as they had come.
        public let state: String
        public let files: [File]
    }

    public let schema: String
    public let generation: String
    public let made_at: Date
    /// The identity of the footage directory: one per installation.
    public let installation: String?
    public let database: Database
    public let audit: Audit
    /// The keys that the sealed columns need, and the first of the keys file, by which numbers are looked up. The keys
    /// themselves are nowhere in a backup.
    public let keys: [KeyMark]
    public let recordings: [Recording]
    /// The configuration and the tables it names, without secrets.
    public let configuration: [File]
    /// Footage that could not be copied whole, in words; empty when all is well.
    public let problems: [String]

    /// Bytes of the database and of all footage.
    public var bytes: Int64 { recordings.flatMap(\.files).reduce(database.file.size) { $0 + $1.size } }
}
