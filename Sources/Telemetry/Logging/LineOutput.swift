import Glibc

/// Writes whole lines to a descriptor that may take only some of them: whose disk is full, or whose reader has gone.
struct LineOutput {
    /// What a pipe takes in one piece, pipe(7): lines of other processes cannot get between.
    static let atomicWrite = Int(PIPE_BUF)

    private static let lineFeed = UInt8(ascii: "\n")

    private let descriptor: Int32
    private let pieceSize: Int
    /// Whether what was written last is only the beginning of a line.
    private var isTorn = false

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        pieceSize = Self.isFile(descriptor) ? .max : Self.atomicWrite
    }

    /// Whether the descriptor is a file's, which takes any number of lines in one piece.
    private static func isFile(_ descriptor: Int32) -> Bool {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
    }

    /// Writes lines, in one piece or several; waits for a descriptor that is not blocking.
    ///
    /// - Returns: how many were lost, the one included of which only the beginning was written.
    mutating func write(_ lines: [UInt8]) -> UInt64 {
        var lost = 0
        var start = 0
        while start < lines.count {
            let end = Self.endOfPiece(in: lines, from: start, size: pieceSize)
            lost += write(piece: lines[start..<end]).count { $0 == Self.lineFeed }
            start = end
        }
        return UInt64(lost)
    }

    /// - Returns: what was not written.
    private mutating func write(piece: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard endTornLine() else { return piece }
        let rest = put(piece)
        isTorn = !rest.isEmpty && piece[..<rest.startIndex].last.map { $0 != Self.lineFeed } ?? false
        return rest
    }

    /// Sees to it that the next line begins as one.
    private mutating func endTornLine() -> Bool {
        if isTorn { isTorn = !put([Self.lineFeed]).isEmpty }
        return !isTorn
    }

    /// As many whole lines as go into one write, at least one.
    static func endOfPiece(in batch: [UInt8], from start: Int, size: Int = atomicWrite) -> Int {
        let limit = size < batch.count - start ? start + size : batch.count
        if let last = batch[start..<limit].lastIndex(of: lineFeed) { return last + 1 }
        return batch[limit...].firstIndex(of: lineFeed).map { $0 + 1 } ?? batch.count
    }

    /// - Returns: what the descriptor does not take.
    private func put(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count >= 0 {
                    written += count
                } else if errno == EAGAIN {
                    waitUntilWritable()
                } else if errno != EINTR {
                    break
                }
            }
            return bytes.dropFirst(written)
        }
    }

    /// Somebody else may have made the descriptor non-blocking for everybody.
    private func waitUntilWritable() {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, -1)
    }
}
