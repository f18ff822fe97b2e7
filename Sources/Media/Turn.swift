import CFFmpeg
import Glibc

/// How a stored picture is to be turned before it is shown: mirrored left to right first, then clockwise.
struct Turn: Equatable {
    /// 0, 90, 180 or 270 degrees clockwise.
    let degrees: Int
    let isMirrored: Bool

    static let none = Turn(degrees: 0, isMirrored: false)

    var swapsSides: Bool { degrees == 90 || degrees == 270 }

    init(degrees: Int, isMirrored: Bool) {
        self.degrees = degrees
        self.isMirrored = isMirrored
    }

    /// From the display matrix; without one, from a `rotate` tag, whose degrees are clockwise.
    init(of stream: UnsafeMutablePointer<AVStream>) {
        if let matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, nil) {
            // Rows (a, b, u), (c, d, v): x' = ax + cy, y' = bx + dy, with y downwards.
            let cells = matrix.withMemoryRebound(to: Int32.self, capacity: 9) { cells in
                [0, 1, 3, 4].map { Double(cells[$0]) }
            }
            let isMirrored = cells[0] * cells[3] - cells[1] * cells[2] < 0
            let sign: Double = isMirrored ? -1 : 1
            let angle = atan2(sign * cells[1], sign * cells[0]) * 180 / .pi
            self.init(degrees: Self.quarter(angle), isMirrored: isMirrored)
        } else if let tag = stream.metadata("rotate"), let angle = Double(tag), abs(angle) <= 360 {
            self.init(degrees: Self.quarter(angle), isMirrored: false)
        } else {
            self = .none
        }
    }

    /// The display matrix that says the same, for a copy.
    var matrix: [Int32] {
        let one: Int32 = 1 << 16
        let (cosine, sine): (Int32, Int32) =
            switch degrees {
            case 90: (0, one)
            case 180: (-one, 0)
            case 270: (0, -one)
            default: (one, 0)
            }
        let sign: Int32 = isMirrored ? -1 : 1
        return [sign * cosine, sign * sine, 0, -sine, cosine, 0, 0, 0, 1 << 30]
    }

    private static func quarter(_ angle: Double) -> Int {
        guard angle.isFinite else { return 0 }
        return (Int((angle / 90).rounded()) % 4 + 4) % 4 * 90
    }

    /// Where the stored sample comes from that is shown at (x, y), for a stored plane of `width` × `height`.
    func source(x: Int, y: Int, width: Int, height: Int) -> (x: Int, y: Int) {
        let (straightX, straightY) =
            switch degrees {
            case 90: (y, height - 1 - x)
            case 180: (width - 1 - x, height - 1 - y)
            case 270: (width - 1 - y, x)
            default: (x, y)
            }
        return (isMirrored ? width - 1 - straightX : straightX, straightY)
    }
}
