import Domain
import Foundation
import MediaJobs
import Store

extension Footage {
    /// The picture that is shown at a moment; where it cannot be decoded, the kept still nearest to it.
    /// - Parameter seconds: from the start; beyond the end it is the last picture.
    /// - Returns: a JPEG of at most 960 pixels in width, and an entity tag.
    public func still(_ id: ID<Recording>, at seconds: Double) async throws -> (bytes: Data, sha256: String) {
        let row = try await ready(id)
        let report = try describe(row).report
        guard let report, let desk else { return try await kept(row, report, at: seconds) }
        let (folder, source) = (directory.folder(row.path), samplesSource(row, report))
        let moment = min(seconds, max(0, report.durationSeconds - 0.001))
        guard report.samplesOf != nil else {
            do {
                let taken = try await desk.take(at: moment, of: path(row, row.original), folder: folder)
                return (taken.jpeg, taken.jpeg.sha256Hex)
            } catch let fault as Fault where fault.kind == .unsupported || fault.kind == .damaged {
                return try await kept(row, report, at: seconds)
            }
        }
        let (film, time) = try await reading(row) { try VirtualMP4.still($0, at: moment) }
        let taken = try await desk.take(.still(at: time), of: film, source: source, folder: folder)
        return (taken.jpeg, taken.jpeg.sha256Hex)
    }

    private func kept(
        _ row: RecordingRow, _ report: MediaReport?, at seconds: Double
    ) async throws -> (bytes: Data, sha256: String) {
        guard let nearest = report?.stills.min(by: { abs($0.at - seconds) < abs($1.at - seconds) }) else {
            throw Fault(.notFound, "\(row.id) has no stills.")
        }
        let bytes = try await read(path(row, IngestJob.stillFile(nearest.slot)))
        return (bytes, bytes.sha256Hex)
    }

    /// Reads a recording's table of samples. One that is missing or torn is made again from the original, never trusted.
    func reading<T: Sendable>(
        _ row: RecordingRow, _ body: @escaping @Sendable (SampleTableFile) throws -> T
    ) async throws -> T {
        let table = path(row, IngestJob.samplesFile)
        do {
            return try await Offload.run { try body(SampleTableFile(table)) }
        } catch let fault as Fault where fault.kind == .damaged || access(table, F_OK) != 0 {
            guard let desk else { throw fault }
            try await desk.remake(row, store: store, folder: directory.folder(row.path))
            return try await Offload.run { try body(SampleTableFile(table)) }
        }
    }

    /// The file that the table of samples is of.
    func samplesSource(_ row: RecordingRow, _ report: MediaReport) -> String {
        path(row, report.samplesOf == .original ? row.original : row.playable ?? row.original)
    }

    /// Small pictures of the whole recording on one sheet, and where on it each stretch of time is; made when they are
    /// first asked for.
    /// - Throws: `Fault(.unsupported)` where the recording has no table of samples.
    public func storyboard(_ id: ID<Recording>) async throws -> (sheet: File, cues: Data) {
        let row = try await ready(id)
        let report = try describe(row).report
        guard let report, report.samplesOf != nil, let desk, let sha256 = row.sha256 else {
            throw Fault(.unsupported, "This recording has no storyboard: look at its stills.")
        }
        let (sheet, cues) = (path(row, Storyboard.sheetFile), path(row, Storyboard.cuesFile))
        // The cues are written last: where they are, the sheet is whole.
        if access(cues, R_OK) != 0 || access(sheet, R_OK) != 0 {
            let (board, film) = try await reading(row) { file in
                let board = try Storyboard(file, durationSeconds: report.durationSeconds)
                return (board, try VirtualMP4(file.table, pictures: board.samples))
            }
            let taken = try await desk.take(
                .sheet(columns: Storyboard.columns, side: Storyboard.side), of: film,
                source: samplesSource(row, report), folder: directory.folder(row.path))
            try await Offload.run {
                try DurableFile.write(taken.jpeg, to: sheet)
                try DurableFile.write(Data(board.cues(width: taken.width, height: taken.height).utf8), to: cues)
            }
        }
        let file = File(
            pieces: [.file(sheet)], mediaType: "image/jpeg", tag: "v-" + Data("storyboard \(sha256)".utf8).sha256Hex,
            name: "\(id)-storyboard.jpg")
        return (file, try await read(cues))
    }
}
