/// What the daemon asks of one worker process: look at one original and tell what it is.
///
/// The request travels as JSON in one frame (`Frame`) over the socket that is the worker's descriptor 0,
/// with the descriptors of `Descriptors` attached in that order (SCM_RIGHTS). The worker opens no file by
/// name.
public struct MediaJob: Codable, Sendable, Equatable {
    /// Both sides refuse a version that they do not know.
    public static let currentVersion = 5
    /// The most stills that one job may ask for.
    public static let maxStills = 32

    public var version = MediaJob.currentVersion
    /// Nil: look at the whole original. Else: pictures of a few samples of it.
    public var pictures: Pictures?
    public let limits: Limits
    /// Where to take stills, as fractions of the duration in 0...1; one still descriptor each.
    public let stillsAt: [Double]

    public init(limits: Limits = Limits(), stillsAt: [Double] = [0.1, 0.5, 0.9]) {
        self.limits = limits
        self.stillsAt = stillsAt
    }

    /// Pictures out of an MP4 that is put together of a head and parts of a file: only the samples that are needed.
    public struct Pictures: Codable, Sendable, Equatable {
        public enum Layout: Codable, Sendable, Equatable {
            /// The last picture that is shown at or before a time of the MP4's first track, in its units; else its first.
            case still(at: Int64)
            /// The last picture that is shown at or before a time of the source itself, seconds from its start: for a
            /// recording whose samples no MP4 carries. There are no parts then, and the head is empty.
            case seek(to: Double)
            /// One small picture of each sample, row by row.
            case sheet(columns: Int, side: Int)
        }

        public var layout: Layout
        /// Which bytes of the source follow the head, in this order.
        public var parts: [Range<Int64>]

        public init(layout: Layout, parts: [Range<Int64>]) {
            self.layout = layout
            self.parts = parts
        }

        public static let mostParts = 1024
        /// Of a sheet, and of its pictures' longer side in pixels.
        public static let mostColumns = 32
        public static let mostSide = 512
        public static let mostOnSheet = 256

        func validated() throws(MediaJobError) {
            try check(
                parts.count <= Self.mostParts, "Pictures are taken from at most \(Self.mostParts) parts of a file.")
            try check(parts.allSatisfy { $0.lowerBound >= 0 }, "A part of a file begins within it.")
            if case .seek(let seconds) = layout {
                try check(
                    seconds.isFinite && seconds >= 0 && parts.isEmpty, "What is sought is a time of the whole source.")
            }
            if case .sheet(let columns, let side) = layout {
                try check((1...Self.mostColumns).contains(columns), "A sheet has 1 to \(Self.mostColumns) columns.")
                try check((16...Self.mostSide).contains(side), "A sheet's pictures have 16 to \(Self.mostSide) pixels.")
            }
        }
    }

    /// The job of taking pictures: seconds matter, for somebody waits.
    public init(_ pictures: Pictures) {
        var limits = Limits()
        limits.wallClockSeconds = 30
        limits.cpuSeconds = 30
        self.init(limits: limits, stillsAt: [])
        self.pictures = pictures
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

    /// The same for a job of `pictures`: the source (read-only), the head (read-only), the picture (writable, empty).
    public enum PictureDescriptors {
        public static let source = 0
        public static let head = 1
        public static let picture = 2
    }

    /// The same job, if this side can do it.
    /// - Throws: `MediaJobError` for an unknown version, bounds not above 0, or stills out of 0...1.
    public func validated() throws(MediaJobError) -> MediaJob {
        try check(version == Self.currentVersion, "The request's version \(version) is not known here.")
        try pictures?.validated()
        try check(pictures == nil || stillsAt.isEmpty, "A job takes pictures or looks at the whole, not both.")
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
