/// What a worker answers, once, before it ends. The daemon reads it as hostile: bounded and checked.
public enum MediaAnswer: Codable, Sendable, Equatable {
    case report(MediaReport)
    /// A picture was written: so large, or a sheet of so many of that size.
    case pictures(width: Int, height: Int, count: Int)
    /// The file is not taken; the code is stable, the text says why in plain words.
    case rejected(code: RejectionCode, reason: String)

    public enum RejectionCode: String, Codable, Sendable, CaseIterable {
        case empty
        /// The container is not on the allow-list (text, playlists, ffconcat and images included).
        case container
        case codec
        case noVideo = "no_video"
        /// More pixels, streams or keyframes than the limits allow.
        case limits
        /// The container is on the list, but not one picture can be read.
        case unreadable
    }
}
