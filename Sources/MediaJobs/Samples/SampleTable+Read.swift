extension SampleTable {
    /// The samples of one block, checked.
    /// - Parameter read: as for `init(size:read:)`.
    public func samples<Failure: Error>(
        of block: SampleBlock, read: (_ place: Int64, _ count: Int) throws(Failure) -> [UInt8]
    ) throws -> [Sample] {
        try block.decode(
            read(block.place, block.length), fileSize: fileSize, within: tracks[block.track].bound)
    }

    /// Reads every block, so that what is damaged is found before it is needed.
    /// - Throws: `MediaJobError`.
    public func verify<Failure: Error>(read: (_ place: Int64, _ count: Int) throws(Failure) -> [UInt8]) throws {
        var latest = tracks.map { -$0.bound }
        for block in blocks {
            let samples = try samples(of: block, read: read)
            try check(block.firstDecode >= latest[block.track], "The sample table's times do not go forward.")
            latest[block.track] = samples.last?.decode ?? block.firstDecode
        }
        for (track, latest) in zip(tracks, latest) {
            try check(
                track.decodeEnd >= latest && track.presentationEnd <= 2 * track.bound,
                "A track ends before its last sample.")
        }
    }
}
