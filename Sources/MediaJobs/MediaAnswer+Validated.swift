extension MediaAnswer {
    /// The most warnings and gaps that a report carries; a worker leaves out what goes beyond.
    public static let maxWarnings = 64
    public static let maxGaps = 1000
    /// Of each kind.
    public static let maxStretches = 200
    static let maxText = 500
    /// Ten years: nothing that a person recorded is longer, and sums of such times stay exact enough.
    public static let maxSeconds = 315_360_000.0

    /// The same answer, if it is one that the job can have. The worker may have been taken over by the file
    /// that it read, so every number, length and order is checked before anything is stored or shown.
    /// - Throws: `MediaJobError` that names the first thing out of bounds.
    public func validated(for job: MediaJob) throws(MediaJobError) -> MediaAnswer {
        switch self {
        case .rejected(_, let reason):
            try check(
                !reason.isEmpty && isText(reason), "The reason of a rejection is empty, too long or not text."
            )
        case .pictures(let width, let height, let count):
            try check(
                job.pictures != nil && (1...16384).contains(width) && (1...16384).contains(height)
                    && (1...MediaJob.Pictures.mostOnSheet).contains(count), "The pictures are not those asked for.")
        case .report(let report):
            try check(job.pictures == nil, "Pictures were asked for, and a report came.")
            try report.checkTimes(job)
            try report.checkStreams(job)
            try report.checkPlayback()
            try report.checkStills(job)
        }
        return self
    }
}

/// Bounded, and without control characters: it will stand in a log line and on a page.
private func isText(_ text: String) -> Bool {
    text.utf8.count <= MediaAnswer.maxText
        && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
}

/// A short name of printable ASCII.
private func isName(_ text: String?) -> Bool {
    guard let text else { return true }
    return text.utf8.count <= 64 && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
}

private func isTime(_ seconds: Double) -> Bool {
    seconds.isFinite && abs(seconds) <= MediaAnswer.maxSeconds
}

extension MediaReport {
    fileprivate func checkTimes(_ job: MediaJob) throws(MediaJobError) {
        try check(isTime(startSeconds), "The start time is out of bounds.")
        try check(isTime(durationSeconds) && durationSeconds >= 0, "The duration is out of bounds.")
        try check((bitRate ?? 0) >= 0, "The bit rate is negative.")
        try check(keyframes.count <= job.limits.maxKeyframes, "There are more keyframes than the job allows.")
        var previous = -MediaAnswer.maxSeconds
        for keyframe in keyframes {
            try check(isTime(keyframe) && keyframe >= previous, "The keyframes are not ascending times.")
            previous = keyframe
        }
        try check(gaps.count <= MediaAnswer.maxGaps, "There are more gaps than \(MediaAnswer.maxGaps).")
        for gap in gaps {
            try check(
                isTime(gap.from) && isTime(gap.to) && gap.from < gap.to, "A gap does not go forward in time.")
        }
        try check(stretches.count <= 3 * MediaAnswer.maxStretches, "There are more stretches than allowed.")
        for stretch in stretches {
            try check(
                isTime(stretch.from) && isTime(stretch.to) && stretch.from < stretch.to,
                "A stretch does not go forward in time.")
        }
        try check(warnings.count <= MediaAnswer.maxWarnings, "There are more warnings than allowed.")
        try check(warnings.allSatisfy(isText), "A warning is too long or not text.")
    }

    fileprivate func checkStreams(_ job: MediaJob) throws(MediaJobError) {
        try check(isName(container) && isName(majorBrand), "The container's name is not a name.")
        try check(
            (1...job.limits.maxStreams).contains(streams.count), "The number of streams is out of bounds.")
        for (place, stream) in streams.enumerated() {
            try check(stream.index == place, "The streams are not in their order.")
            let names = [stream.codec, stream.profile, stream.language]
            try check(names.allSatisfy(isName), "A stream's codec, profile or language is not a name.")
            try check(stream.title.map(isText) ?? true, "A stream's title is too long or not text.")
            try check(stream.packets >= 0, "A number of packets is negative.")
            if let rotation = stream.rotation {
                try check([0, 90, 180, 270].contains(rotation), "A rotation is not a quarter turn.")
            }
            let sizes = [stream.width, stream.height, stream.sampleRate, stream.channels].compactMap { $0 }
            try check(
                sizes.allSatisfy { (0...Int(Int32.max)).contains($0) }, "A stream's size is out of bounds.")
            if let frameRate = stream.frameRate {
                try check((0...1_000_000).contains(frameRate), "A frame rate is out of bounds.")
            }
        }
        try check(streams.contains { $0.kind == .video }, "There is no video stream.")
    }

    fileprivate func checkPlayback() throws(MediaJobError) {
        try checkSamples()
        switch playback {
        case .none:
            try check(playableType == nil, "There is a playable type, and nothing to play.")
            let reasons: [PlaybackReason] = [.pictureCodec, .pictureFormat, .copyFailed]
            try checkReason(reasons.contains)
        case .original:
            try checkPlayableType()
            try check(playbackReason == nil, "There is a reason against the original, and it is played.")
        case .virtual:
            try check(playableType == "video/mp4", "What is played behind an index of ours is MP4.")
            try checkReason { $0 == .container || $0 == .someBrowsers }
            try check(samplesOf == .original, "The original is played by its sample table, and has none.")
        case .remuxed:
            try checkPlayableType()
            try checkReason { $0 == .container }
        case .remuxedSoundConverted:
            try checkPlayableType()
            try checkReason { $0 == .soundCodec }
        }
    }

    private func checkSamples() throws(MediaJobError) {
        let isCopied = playback == .remuxed || playback == .remuxedSoundConverted
        try check(samplesOf != .copy || isCopied, "There is a sample table of a copy, and no copy.")
    }

    private func checkPlayableType() throws(MediaJobError) {
        let known = playableType == "video/mp4" || playableType == "video/webm"
        try check(known, "The playable type is neither MP4 nor WebM.")
    }

    private func checkReason(_ fits: (PlaybackReason) -> Bool) throws(MediaJobError) {
        try check(playbackReason.map(fits) ?? false, "The reason of the playback does not fit its kind.")
    }

    fileprivate func checkStills(_ job: MediaJob) throws(MediaJobError) {
        try check(stills.count <= job.stillsAt.count, "There are more stills than were asked for.")
        var previous = -1
        for still in stills {
            let inOrder = still.slot > previous && still.slot < job.stillsAt.count
            try check(inOrder, "A still's slot is out of order.")
            try check(isTime(still.at), "A still's time is out of bounds.")
            let sizes = (1...4096).contains(still.width) && (1...16384).contains(still.height)
            try check(sizes, "A still's size is out of bounds.")
            previous = still.slot
        }
    }
}
