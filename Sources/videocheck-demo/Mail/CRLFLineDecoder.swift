import NIOCore

/// Cuts a byte stream into lines ended by CRLF; a bare LF ends nothing, so that no message can smuggle a
/// second one past its end.
struct CRLFLineDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    /// Bytes of the unfinished line already searched.
    private var searched = 0

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let bytes = buffer.readableBytesView
        var from = bytes.startIndex + searched
        while let feed = bytes[from...].firstIndex(of: UInt8(ascii: "\n")) {
            from = feed + 1
            guard feed > bytes.startIndex, bytes[feed - 1] == UInt8(ascii: "\r") else { continue }
            let length = feed - bytes.startIndex - 1
            guard let line = buffer.readSlice(length: length) else { return .needMoreData }
            buffer.moveReaderIndex(forwardBy: 2)
            searched = 0
            context.fireChannelRead(Self.wrapInboundOut(line))
            return .continue
        }
        searched = bytes.count
        return .needMoreData
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        // What has no CRLF at the end is no line.
        try decode(context: context, buffer: &buffer)
    }
}
