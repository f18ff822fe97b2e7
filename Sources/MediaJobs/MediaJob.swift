/// What the daemon asks of one worker process: look at one original and tell what it is.
///
/// The request travels as JSON in one frame (`Frame`) over the socket that is the worker's descriptor 0,
/// with the descriptors of `Descriptors` attached in that order (SCM_RIGHTS). The worker opens no file by
/// name.
public struct MediaJob: Codable, Sendable, Equatable {
    /// Both sides refuse a version that they do not know.
    public static let currentVersion = 3
    /// The most stills that one job may ask for.
    public static let maxStills = 32

    public var version = MediaJob.currentVersion
    public let limits: Limits
    /// Where to take stills, as fractions of the duration in 0...1; one still descriptor each.
    public let stillsAt: [Double]

    public init(limits: Limits = Limits(), stillsAt: [Double] = [0.1, 0.5, 0.9]) {
        self.limits = limits
        self.stillsAt = stillsAt
    }

    /// Bounds that hold a hostile file in check; seconds, bytes, pixels.
    public struct Limits: Codable, Sendable, Equatable {
        public var wallClockSeconds = 600
        public var cpuSeconds = 600
        public var addressSpaceBytes: UInt64 = 2 << 30
        public var maxStreams = 32
        public var maxPixels = 8192 * 4320
        public var maxKeyframes = 500_000
        public init() {}

        /// Bounds for an original of this size. Hours of footage are read through, copied with the index at the front and
        /// their sound converted, at a rate that a slow disk and processor keep up; the clock on the wall allows for
        /// waiting on the disk.
        /// - Parameter bytes: of the original.
        public init(forOriginalOf bytes: Int64) {
            let extra = Int(min(max(0, bytes) / Self.slowestBytesPerSecond, Self.mostExtraSeconds))
            cpuSeconds += extra
            wallClockSeconds += 2 * extra
        }

        private static let slowestBytesPerSecond: Int64 = 512 << 10
        /// More than the largest upload and the longest day need.
        private static let mostExtraSeconds: Int64 = 6 * 3600
    }

    /// The order of the attached descriptors: the original (read-only), the playable copy (**read and
    /// write**, empty: moving the index to the front reads what was written), the sample table (writable, empty), then one
    /// writable descriptor for each still.
    public enum Descriptors {
        public static let original = 0
        public static let playable = 1
        public static let samples = 2
        public static let firstStill = 3
    }

    /// The same job, if this side can do it.
    /// - Throws: `MediaJobError` for an unknown version, bounds not above 0, or stills out of 0...1.
    public func validated() throws(MediaJobError) -> MediaJob {
        try check(version == Self.currentVersion, "The request's version \(version) is not known here.")
        try check(stillsAt.count <= Self.maxStills, "A job takes at most \(Self.maxStills) stills.")
        try check(stillsAt.allSatisfy { (0...1).contains($0) }, "A still's place is a fraction in 0...1.")
        let bounds = [
            limits.wallClockSeconds, limits.cpuSeconds, limits.maxStreams, limits.maxPixels,
            limits.maxKeyframes,
        ]
        try check(bounds.allSatisfy { $0 > 0 && $0 <= Int(Int32.max) }, "A limit is not in 1...2147483647.")
        try check(limits.addressSpaceBytes > 0, "The address space limit is 0.")
        return self
    }
}

/// What the two sides may not say to each other.
public struct MediaJobError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

func check(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws(MediaJobError) {
    if !holds { throw MediaJobError(otherwise()) }
}
