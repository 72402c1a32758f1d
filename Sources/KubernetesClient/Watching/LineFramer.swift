import NIOCore

/// Cuts a stream of bytes into lines, wherever the chunks end.
///
/// Only the byte 0x0A ends a line: Unicode's other line separators may stand in JSON strings.
struct LineFramer {
    /// A line was longer than allowed.
    struct LineTooLong: Error, Equatable {}

    private let limit: Int
    private var buffer = ByteBuffer()
    /// So many bytes at the front of the buffer hold no line end.
    private var scanned = 0

    /// A framer for lines of at most that many bytes.
    init(limit: Int) { self.limit = limit }

    /// True if nothing is left of a line that has begun.
    var isEmpty: Bool { buffer.readableBytes == 0 }

    /// Takes the next chunk.
    mutating func append(_ chunk: ByteBuffer) {
        buffer.discardReadBytes()
        buffer.writeImmutableBuffer(chunk)
    }

    /// The next line that is complete, without its end; nil if there is none yet.
    mutating func next() throws(LineTooLong) -> ByteBuffer? {
        let unseen = buffer.readableBytesView.dropFirst(scanned)
        guard let end = unseen.firstIndex(of: UInt8(ascii: "\n")) else {
            scanned = buffer.readableBytes
            guard scanned <= limit else { throw LineTooLong() }
            return nil
        }
        let length = end - buffer.readerIndex
        guard length <= limit else { throw LineTooLong() }
        scanned = 0
        let line = buffer.readSlice(length: length)
        buffer.moveReaderIndex(forwardBy: 1)
        return line
    }

    /// What is left when the stream has ended; nil if nothing is.
    mutating func rest() -> ByteBuffer? {
        scanned = 0
        return buffer.readableBytes > 0 ? buffer.readSlice(length: buffer.readableBytes) : nil
    }
}
