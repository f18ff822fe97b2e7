import Foundation

/// A licence application as the licensing office hands it over: read strictly, or not at all.
public struct Application: Sendable, Identified {
    public static let idPrefix = "app"

    public let applicationNo: String
    public let kind: ApplicationKind
    /// Granted on a commitment (告知承诺), to be verified afterwards.
    public let commitment: Bool
    public let acceptedAt: Date
    public let uscc: USCC
    public let enterpriseName: String
    public let contact: Contact
    public let channels: [ServiceChannel]
    public let confirmationSignedAt: Date?
    public let people: [Applicant]
    /// SHA-256 of what it says, however it came (`Application+Digest`): the same number with other content is a conflict.
    public let bodySHA256: String

    public struct Applicant: Sendable {
        public let name: String
        public let idNumber: IDNumber
        public let posts: [Post]
        public let certificates: [Certificate]
    }

    /// Bounds on what one application may hold.
    public enum Bounds {
        public static let people = 200
        /// Of one person.
        public static let certificates = 50
        public static let text = 200
    }
}

extension Application {
    /// Reads the JSON of `POST /applications` (architecture §5).
    /// - Throws: `Fault(.invalid)` that names the first field at fault as the caller wrote it and says what is allowed.
    public init(json data: Data) throws {
        switch Self.reading(json: data) {
        case .success(let application): self = application
        case .failure(let flaws): throw flaws.first
        }
    }

    /// A text of 1 to 200 characters without control characters, trimmed.
    public static func text(_ value: String, _ field: String) throws -> String {
        let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...Bounds.text).contains(trimmed.count) else {
            throw Fault(.invalid, "\"\(field)\" must have 1 to \(Bounds.text) characters.", field: field)
        }
        guard trimmed.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Fault(.invalid, "\"\(field)\" holds control characters: remove them.", field: field)
        }
        return trimmed
    }
}
