// The file's own names stand below.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import Domain
import Foundation

/// Stands in the state directory while a restore is under way, so that one that broke off is recognised: nothing else
/// opens the state until it is finished.
public struct RestoreMarker: Codable, Sendable, Equatable {
    public static let fileName = "restore.json"

    public enum Phase: String, Codable, Sendable {
        /// Copies are being made and verified; nothing in place has changed.
        case staging
        /// The old state is being set aside and the new one put in place.
        case placing
    }

    /// The backup's directory.
    public let from: String
    public let generation: String
    /// The folder, in the state and in the recordings directory, that what was there before is renamed into.
    public let set_aside: String
    public var phase: Phase

    public init(from: String, generation: String, setAside: String, phase: Phase) {
        self.from = from
        self.generation = generation
        set_aside = setAside
        self.phase = phase
    }

    public static func path(in directory: String) -> String { directory + "/" + fileName }

    /// Nil when no restore is under way.
    /// - Throws: `Fault(.damaged)` for a file that says nothing.
    public static func read(in directory: String) throws -> RestoreMarker? {
        guard let data = FileManager.default.contents(atPath: path(in: directory)) else { return nil }
        do {
            return try CanonicalJSON.decode(RestoreMarker.self, from: data)
        } catch {
            throw Fault(
                .damaged,
                "\(path(in: directory)) cannot be read: a restore broke off; run \"videocheckd restore\" again.",
                cause: error)
        }
    }

    /// What to do before anything else may use the state.
    public var remedy: String {
        let again = "finish it: videocheckd restore --from \"\(from)\" --generation \(generation)"
        return switch phase {
        case .staging:
            "\(again); or, to keep the state as it was, remove \(Self.fileName) there (nothing had been changed)"
        case .placing: again
        }
    }
}
