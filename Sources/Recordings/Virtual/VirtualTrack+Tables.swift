import MediaJobs

extension VirtualTrack {
    private var descriptionLength: Int64 { 16 + Int64(track.entry.count) }
    private var lengthsLength: Int64 { 16 + 8 * Int64(tally.lengths) }
    private var shiftsLength: Int64 { tally.hasShifts ? 16 + 8 * Int64(tally.shifts) : 0 }
    private var keysLength: Int64 { tally.allAreKeys ? 0 : 16 + 4 * Int64(tally.keys) }
    private var sizesLength: Int64 { 20 + (tally.commonSize > 0 ? 0 : 4 * Int64(tally.samples)) }
    private var chunkRunsLength: Int64 { 16 + 12 * Int64(tally.chunkRuns) }
    private func placesLength(_ frame: Frame) -> Int64 { 16 + (frame.isWide ? 8 : 4) * Int64(tally.chunks) }

    func tableLength(_ frame: Frame) -> Int64 {
        8 + descriptionLength + lengthsLength + shiftsLength + keysLength + sizesLength + chunkRunsLength
            + placesLength(frame)
    }

    func writeTables(_ frame: Frame, to out: inout BoxOutput) throws {
        try out.fullBox("stsd", descriptionLength)
        try out.u32(1)
        try out.raw(track.entry)
        try writeLengths(to: &out)
        try writeShifts(to: &out)
        try writeKeys(to: &out)
        try writeSizes(to: &out)
        try writeChunkRuns(to: &out)
        try writePlaces(frame, to: &out)
    }

    private func writeLengths(to out: inout BoxOutput) throws {
        try out.fullBox("stts", lengthsLength)
        try out.u32(Int64(tally.lengths))
        var run: (length: Int64, count: Int64)?
        func add(_ length: Int64) throws {
            if run?.length == length {
                run?.count += 1
            } else {
                try end()
                run = (length, 1)
            }
        }
        func end() throws {
            guard let run else { return }
            try out.u32(run.count)
            try out.u32(run.length)
        }
        var previous: Int64?
        var start: Int64 = 0
        try each { sample in
            if let previous { try add(sample.decode - previous) } else { start = sample.decode }
            previous = sample.decode
        }
        if let previous { try add(start + tally.duration - previous) }
        try end()
    }

    /// From decoding to presentation.
    private func writeShifts(to out: inout BoxOutput) throws {
        guard tally.hasShifts else { return }
        try out.fullBox("ctts", shiftsLength)
        try out.u32(Int64(tally.shifts))
        var run: (shift: Int64, count: Int64)?
        func end() throws {
            guard let run else { return }
            try out.u32(run.count)
            try out.u32(run.shift)
        }
        try each { sample in
            if run?.shift == sample.shift {
                run?.count += 1
            } else {
                try end()
                run = (sample.shift, 1)
            }
        }
        try end()
    }

    private func writeKeys(to out: inout BoxOutput) throws {
        guard !tally.allAreKeys else { return }
        try out.fullBox("stss", keysLength)
        try out.u32(Int64(tally.keys))
        var number: Int64 = 0
        try each { sample in
            number += 1
            if sample.isKey { try out.u32(number) }
        }
    }

    private func writeSizes(to out: inout BoxOutput) throws {
        try out.fullBox("stsz", sizesLength)
        try out.u32(Int64(tally.commonSize))
        try out.u32(Int64(tally.samples))
        guard tally.commonSize == 0 else { return }
        try each { try out.u32(Int64($0.size)) }
    }

    private func writeChunkRuns(to out: inout BoxOutput) throws {
        try out.fullBox("stsc", chunkRunsLength)
        try out.u32(Int64(tally.chunkRuns))
        var chunk: (number: Int64, length: Int64) = (0, 0)
        var latest: Int64 = 0
        var end: Int64?
        func finish() throws {
            guard chunk.length > 0, chunk.length != latest else { return }
            try out.u32(chunk.number)
            try out.u32(chunk.length)
            try out.u32(1)
            latest = chunk.length
        }
        try each { sample in
            if end == sample.offset {
                chunk.length += 1
            } else {
                try finish()
                chunk = (chunk.number + 1, 1)
            }
            end = sample.end
        }
        try finish()
    }

    private func writePlaces(_ frame: Frame, to out: inout BoxOutput) throws {
        try out.fullBox(frame.isWide ? "co64" : "stco", placesLength(frame))
        try out.u32(Int64(tally.chunks))
        var end: Int64?
        try each { sample in
            if end != sample.offset {
                let place = frame.place(sample.offset)
                if frame.isWide { try out.u64(place) } else { try out.u32(place) }
            }
            end = sample.end
        }
    }
}
