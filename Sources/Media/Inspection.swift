import CFFmpeg
import MediaJobs

/// One job from the first byte to the report.
struct Inspection {
    let job: MediaJob
    let reader: DescriptorReader
    let playable: DescriptorWriter
    let samples: DescriptorWriter
    let stills: [DescriptorWriter]

    private var warnings: [String] = []
    private var copyWarnings: [String] = []

    init(
        _ job: MediaJob, original: Int32, playable: Int32, samples: Int32, stills: [Int32]
    ) throws(MediaFailure) {
        self.job = job
        reader = try DescriptorReader(descriptor: original)
        self.playable = DescriptorWriter(descriptor: playable)
        self.samples = DescriptorWriter(descriptor: samples)
        self.stills = stills.map { DescriptorWriter(descriptor: $0) }
    }

    /// - Throws: `rejected` for the file's faults, `storage` when an output is full, `broken` otherwise.
    mutating func run() throws(MediaFailure) -> MediaReport {
        guard reader.size > 0 else {
            throw .rejected(.empty, "The file is empty. Check the upload and send the recording again.")
        }
        let head = reader.bytes(at: 0, count: ContainerProbe.headBytes)
        let container = try ContainerProbe.identify(head)
        let boxes = container == .mp4 ? BoxScan(reader) : nil
        try checkIndex(boxes)
        var demuxer = try open(reader, container)
        let video = try chooseVideo(demuxer)

        let majorBrand = demuxer.metadata("major_brand").flatMap(Self.brand)
        var plan = PlaybackPlan(
            demuxer, container: container, majorBrand: majorBrand,
            declaresDuration: demuxer.declaredSeconds != nil, video: video)
        var pass = try pass(demuxer, container: container, video: video)
        let recorder =
            plan.fitsMP4 && !container.isStream
            ? SampleRecorder(demuxer, video: video, sound: plan.sound?.stream, reader: reader, writer: samples) : nil
        let mayBeVirtual = pass.record(recorder)
        if let stream = demuxer.stream(video) {
            pass.watch(Stretches(demuxer, stream: stream, video: video, maxPixels: job.limits.maxPixels))
        }
        if !mayBeVirtual { try pass.startCopy(demuxer, plan: &plan) }
        try pass.run(&demuxer)
        var samplesOf: MediaReport.SamplesOf? = try pass.finishTable() ? .original : nil
        var copied = try pass.finishCopy(demuxer)
        copyWarnings = pass.copyWarnings
        if samplesOf == .original {
            // One that a browser opens at once needs no head of ours.
            let opensAtOnce = boxes.map { $0.isMovieFirst && !$0.isFragmented } ?? false
            if plan.playback != .original || !opensAtOnce { plan.becomeVirtual() }
        } else if mayBeVirtual, plan.isCopy {
            copied = try copy(container, plan: &plan)
        }
        if copied, plan.format == .mp4, try tabulateCopy() { samplesOf = .copy }
        pass.index.sortKeyframes()
        let duration = max(0, pass.index.end)
        try demandTimes([demuxer.startSeconds, duration], pass.index)
        noteEnd(demuxer, pass: pass, isCutOff: boxes?.isCutOff ?? isSegmentCutOff(head))
        let taken = try takeStills(
            &demuxer, video: video, container: container, index: pass.index, duration: duration)
        let isLost = plan.isCopy && !copied
        let plays = isLost ? MediaReport.Playback.none : plan.playback
        return MediaReport(
            container: demuxer.name, majorBrand: majorBrand,
            fragmented: boxes?.isFragmented ?? false, startSeconds: demuxer.startSeconds,
            durationSeconds: duration, bitRate: bitRate(duration),
            streams: streams(demuxer, index: pass.index, plan: plays == .none ? nil : plan),
            keyframes: pass.index.keyframes.map(\.seconds), gaps: pass.index.gaps,
            stretches: pass.finishStretches(end: duration), warnings: warnings,
            playback: plays, playbackReason: isLost ? .copyFailed : plan.reason,
            playableType: plays == .none ? nil : plan.format?.mimeType, samplesOf: samplesOf, stills: taken)
    }

    private func open(_ reader: DescriptorReader, _ container: Container) throws(MediaFailure) -> Demuxer {
        let demuxer = try Demuxer(reader, as: container, maxStreams: job.limits.maxStreams)
        try checkStreamCount(demuxer)
        try checkPixels(demuxer)
        try demuxer.findStreams(maxPixels: job.limits.maxPixels)
        try checkStreamCount(demuxer)
        try checkPixels(demuxer)
        return demuxer
    }

    private func pass(_ demuxer: borrowing Demuxer, container: Container, video: Int) throws(MediaFailure) -> Pass {
        guard let stream = demuxer.stream(video) else { throw .broken("The video stream is gone.") }
        return Pass(demuxer, stream: stream, video: video, container: container, job: job, writer: playable)
    }

    /// Reads the original once more, for the copy that turned out to be needed.
    private mutating func copy(_ container: Container, plan: inout PlaybackPlan) throws(MediaFailure) -> Bool {
        var demuxer = try open(DescriptorReader(descriptor: reader.descriptor), container)
        var again = try pass(demuxer, container: container, video: plan.video)
        try again.startCopy(demuxer, plan: &plan)
        try again.run(&demuxer)
        let isWhole = try again.finishCopy(demuxer)
        copyWarnings = again.copyWarnings
        return isWhole
    }

    /// The table of the copy's samples, so that clips can be cut from it.
    private func tabulateCopy() throws(MediaFailure) -> Bool {
        let copy = try DescriptorReader(descriptor: playable.descriptor)
        do {
            var demuxer = try Demuxer(copy, as: .mp4, maxStreams: job.limits.maxStreams)
            try demuxer.findStreams(maxPixels: job.limits.maxPixels)
            let sound = demuxer.streamCount > 1 ? 1 : nil
            var recorder = SampleRecorder(demuxer, video: 0, sound: sound, reader: copy, writer: samples)
            let packet = try Packet()
            while recorder?.doubt == nil, demuxer.read(into: packet) {
                recorder?.add(packet)
                packet.clear()
            }
            return try recorder?.finish() ?? false
        } catch {
            samples.discard()
            if case .storage = error { throw error }
            return false
        }
    }

    /// Nothing that a person recorded is longer than ten years; what says so has lost its times.
    private func demandTimes(_ times: [Double], _ index: SampleIndex) throws(MediaFailure) {
        let keys = [index.keyframes.first, index.keyframes.last].compactMap { $0?.seconds }
        let gaps = index.gaps.flatMap { [$0.from, $0.to] }
        guard (times + keys + gaps).allSatisfy({ abs($0) <= MediaAnswer.maxSeconds }) else {
            throw .rejected(
                .unreadable,
                "The recording's times are damaged: it would last for years. Check it in a player and send it again.")
        }
    }

    /// After a rejection nothing half-written stays behind.
    func discardOutputs() {
        playable.discard()
        samples.discard()
        for still in stills { still.discard() }
    }

    private mutating func warn(_ sentence: String) {
        if warnings.count < MediaAnswer.maxWarnings { warnings.append(sentence) }
    }

    private func bitRate(_ duration: Double) -> Int64? {
        duration > 0.001 ? Int64(Double(reader.size) * 8 / duration) : nil
    }

    private func streams(
        _ demuxer: borrowing Demuxer, index: SampleIndex, plan: PlaybackPlan?
    ) -> [MediaReport.Stream] {
        // Streams that come up late cannot be more than the demuxer was told to take.
        (0..<min(demuxer.streamCount, job.limits.maxStreams)).compactMap { place in
            guard let stream = demuxer.stream(place) else { return nil }
            var facts = MediaReport.Stream(stream, index: place)
            facts.packets = index.packets(of: place)
            facts.isPlayed = place == plan?.video || place == plan?.sound?.stream
            return facts
        }
    }

    private mutating func takeStills(
        _ demuxer: inout Demuxer, video: Int, container: Container, index: SampleIndex, duration: Double
    ) throws(MediaFailure) -> [MediaReport.Still] {
        let taker = StillTaker(
            video: video, keyframes: index.keyframes, durationSeconds: duration,
            maxPixels: job.limits.maxPixels, container: container)
        var taken: [MediaReport.Still] = []
        for (slot, fraction) in job.stillsAt.enumerated() {
            let still = try taker.take(&demuxer, at: fraction, slot: slot, writer: stills[slot])
            if let still { taken.append(still) } else { stills[slot].discard() }
        }
        if taken.isEmpty, index.keyframes.isEmpty {
            throw .rejected(
                .unreadable,
                "Not one picture can be read from this recording. Check it in a player and send it again.")
        }
        let failed = job.stillsAt.count - taken.count
        if failed > 0 { warn("\(failed) of \(job.stillsAt.count) stills could not be decoded.") }
        return taken
    }
}

// MARK: What is let in

extension Inspection {
    private func checkIndex(_ boxes: BoxScan?) throws(MediaFailure) {
        guard let boxes, !boxes.hasMovie else { return }
        throw .rejected(
            .unreadable,
            "The file has no index (moov box): it was cut off before its end. Upload it whole, or repair it.")
    }

    private func checkStreamCount(_ demuxer: borrowing Demuxer) throws(MediaFailure) {
        guard demuxer.streamCount > job.limits.maxStreams else { return }
        throw .rejected(
            .limits,
            "The file has \(demuxer.streamCount) streams, and at most \(job.limits.maxStreams) are taken. "
                + "Export it with fewer."
        )
    }

    private func checkPixels(_ demuxer: borrowing Demuxer) throws(MediaFailure) {
        for index in 0..<demuxer.streamCount {
            guard let parameters = demuxer.stream(index)?.pointee.codecpar.pointee,
                parameters.codec_type == AVMEDIA_TYPE_VIDEO
            else { continue }
            let pixels = Int(max(0, parameters.width)) * Int(max(0, parameters.height))
            if pixels > job.limits.maxPixels {
                throw .rejected(
                    .limits,
                    "Stream \(index) has \(parameters.width)×\(parameters.height) pixels, more than "
                        + "\(job.limits.maxPixels). Export it in a smaller size.")
            }
        }
    }

    /// The first stream of moving pictures. Streams that are not used are told of.
    private mutating func chooseVideo(_ demuxer: borrowing Demuxer) throws(MediaFailure) -> Int {
        var video: Int?
        var isTaken = false
        for index in 0..<demuxer.streamCount {
            guard let stream = demuxer.stream(index) else { continue }
            if stream.isVideo {
                if isTaken, CodecGate.allows(video: stream.codec) {
                    warn(
                        "Stream \(index) (\(stream.codec)) is a further picture; only the first is shown."
                    )
                }
                // A stream that is announced and never comes, or of an unknown kind, hides no other.
                if video == nil || !isTaken { (video, isTaken) = (index, CodecGate.allows(video: stream.codec)) }
            } else if stream.isAudio {
                if !CodecGate.allows(audio: stream.codec) {
                    warn("The sound of stream \(index) is \(stream.codec), which is not played here.")
                }
            }
        }
        guard let video, let codec = demuxer.stream(video)?.codec else {
            throw .rejected(
                .noVideo, "The file has no moving pictures. Upload the recording with its picture.")
        }
        guard CodecGate.allows(video: codec) else {
            throw .rejected(
                .codec,
                "The pictures are coded as \(codec), which is not taken. Convert them to H.264 in MP4."
            )
        }
        return video
    }

    /// The brand comes from the file: four printable characters, or nothing.
    private static func brand(_ text: String) -> String? {
        text.utf8.count == 4 && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) } ? text : nil
    }
}

// MARK: What is told to a reviewer

extension Inspection {
    private func isSegmentCutOff(_ head: [UInt8]) -> Bool {
        EBML.segmentEnd(head).map { $0 > reader.size } ?? false
    }

    private mutating func noteEnd(_ demuxer: borrowing Demuxer, pass: borrowing Pass, isCutOff: Bool) {
        let index = pass.index
        // Matroska and edited MP4 count their declared duration from 0, not from the first timestamp.
        let missing = (demuxer.declaredSeconds ?? 0) - max(0, demuxer.startSeconds) - index.end
        if isCutOff || missing > 1 || demuxer.readError != 0 || index.lastIsCorrupt {
            let end = Double(Int(index.end * 10)) / 10
            warn("The file ends before it should: what is there reaches to \(end) s.")
        }
        if index.corrupt > 1 { warn("\(index.corrupt) packets are damaged.") }
        if pass.sizeChanges > 0 { warn("The picture's size changes \(pass.sizeChanges) times on the way.") }
        if pass.codingChanges > 0 { warn("The way of coding changes \(pass.codingChanges) times on the way.") }
        let jumps = index.jumpsBack + pass.clockRestarts
        if jumps > 0 { warn("The recording's clock jumps back \(jumps) times.") }
        let gaps = index.gaps.count + index.gapsLeftOut
        if gaps > 0 { warn("The picture is missing \(gaps) times for longer than a second.") }
        for warning in copyWarnings { warn(warning) }
    }
}
