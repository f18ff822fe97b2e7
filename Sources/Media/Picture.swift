import CFFmpeg

/// Owns one decoded picture.
struct Picture: ~Copyable {
    let pointer: UnsafeMutablePointer<AVFrame>

    init() throws(MediaFailure) {
        guard let frame = av_frame_alloc() else { throw .broken("No memory for a picture.") }
        pointer = frame
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = pointer
        av_frame_free(&frame)
    }
}
