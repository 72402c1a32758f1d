import Glibc
import Testing

/// A pipe whose reading end belongs to a test.
final class PipeReader {
    /// Where lines are written to.
    let writingEnd: Int32
    private let readingEnd: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        readingEnd = ends[0]
        writingEnd = ends[1]
    }

    deinit {
        close(readingEnd)
        close(writingEnd)
    }

    /// Reads until `lines` lines have come; blocks until then.
    func read(lines: Int) throws -> [String] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var seen = 0
        while seen < lines {
            let count = Glibc.read(readingEnd, &chunk, chunk.count)
            try #require(count > 0, "the pipe ended")
            bytes.append(contentsOf: chunk.prefix(count))
            seen += chunk.prefix(count).count { $0 == UInt8(ascii: "\n") }
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true).map(
            String.init
        )
    }

    /// Reads until what has come ends like this; blocks until then.
    func readBytes(until end: [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.suffix(end.count) != end[...] {
            let count = Glibc.read(readingEnd, &chunk, chunk.count)
            try #require(count > 0, "the pipe ended")
            bytes.append(contentsOf: chunk.prefix(count))
        }
        return bytes
    }

    /// Fills the pipe, so that the next write to it blocks.
    ///
    /// - Returns: the number of lines that fill it.
    func fill() -> Int {
        makeNonBlocking()
        defer { _ = fcntl(writingEnd, F_SETFL, fcntl(writingEnd, F_GETFL) & ~O_NONBLOCK) }
        let line = [UInt8](repeating: UInt8(ascii: "f"), count: 511) + [UInt8(ascii: "\n")]
        var lines = 0
        while write(writingEnd, line, line.count) == line.count { lines += 1 }
        return lines
    }

    /// Whoever writes to the full pipe from now on is told so instead of waiting.
    func makeNonBlocking() {
        _ = fcntl(writingEnd, F_SETFL, fcntl(writingEnd, F_GETFL) | O_NONBLOCK)
    }
}
