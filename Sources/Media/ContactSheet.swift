import CFFmpeg
import Glibc
import MediaJobs

/// Many small pictures on one, row by row.
struct ContactSheet: ~Copyable {
    private let canvas: Picture
    private let columns: Int
    private let places: Int
    /// Of each picture, in pixels.
    let tile: (width: Int, height: Int)

    private init(_ canvas: consuming Picture, columns: Int, places: Int, tile: (width: Int, height: Int)) {
        self.canvas = canvas
        self.columns = columns
        self.places = places
        self.tile = tile
    }

    /// - Parameter first: gives the size that all others have.
    static func make(columns: Int, count: Int, like first: borrowing Picture) throws(MediaFailure) -> ContactSheet {
        let places = min(count, MediaJob.Pictures.mostOnSheet)
        let across = min(columns, places)
        let tile = (width: Int(first.pointer.pointee.width), height: Int(first.pointer.pointee.height))
        let canvas = try StillEncoder.canvas((tile.width * across, tile.height * ((places + across - 1) / across)))
        let raw = canvas.pointer.pointee
        let height = Int(raw.height)
        guard let light = raw.data.0, let blue = raw.data.1, let red = raw.data.2 else {
            throw .broken("No memory for a sheet.")
        }
        memset(light, 0, Int(raw.linesize.0) * height)
        memset(blue, 128, Int(raw.linesize.1) * height / 2)
        memset(red, 128, Int(raw.linesize.2) * height / 2)
        return ContactSheet(canvas, columns: across, places: places, tile: tile)
    }

    /// Copies a picture to its place; one of another size is cut or leaves black.
    func put(_ picture: borrowing Picture, at place: Int) {
        guard place < places else { return }
        let (from, to) = (picture.pointer.pointee, canvas.pointer.pointee)
        let (left, top) = (place % columns * tile.width, place / columns * tile.height)
        let width = min(tile.width, Int(from.width))
        let height = min(tile.height, Int(from.height))
        let planes = [
            (from.data.0, from.linesize.0, to.data.0, to.linesize.0, 1),
            (from.data.1, from.linesize.1, to.data.1, to.linesize.1, 2),
            (from.data.2, from.linesize.2, to.data.2, to.linesize.2, 2),
        ]
        for (source, sourceLine, target, targetLine, division) in planes {
            guard let source, let target else { return }
            for row in 0..<height / division {
                let start = (top / division + row) * Int(targetLine) + left / division
                memcpy(target + start, source + row * Int(sourceLine), width / division)
            }
        }
    }

    func write(to writer: DescriptorWriter) throws(MediaFailure) -> (width: Int, height: Int) {
        try StillEncoder.encode(canvas, to: writer)
    }
}
