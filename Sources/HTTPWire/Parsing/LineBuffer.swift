/// Collects lines that arrive in pieces, and keeps the octets of those that are wanted later.
///
/// What it answers depends on the octets alone, never on how they were cut.
struct LineBuffer {
    enum Reading {
        /// The input is used up and the line has not ended.
        case incomplete
        /// The line, without its line end, as a range of `octets`.
        case line(Range<Int>)
        /// The allowance is used up and the line has not ended.
        case tooLong
        /// The line ended without a carriage return.
        case bareLineFeed
    }

    private(set) var octets: [UInt8] = []
    private var lineStart = 0
    /// The size of the last head, as a guess at the next.
    private var expectedCount = 0

    /// The number of octets of the line that has not ended yet, or has not been kept or discarded.
    var pendingCount: Int { octets.count - lineStart }

    /// Takes octets of `input` from `offset` up to the end of the line, at most `allowance` for the whole line.
    mutating func read(_ input: Span<UInt8>, from offset: inout Int, allowance: Int) -> Reading {
        if octets.isEmpty { octets.reserveCapacity(expectedCount) }
        let room = Swift.max(0, allowance - pendingCount)
        let window = offset..<(offset + Swift.min(input.count - offset, room))
        guard let lineFeed = input.firstIndex(of: ASCII.lineFeed, in: window) else {
            octets.append(input, in: window)
            offset = window.upperBound
            return window.count == room ? .tooLong : .incomplete
        }
        octets.append(input, in: offset..<(lineFeed + 1))
        offset = lineFeed + 1
        let end = octets.count - 2
        guard end >= lineStart, octets[end] == ASCII.carriageReturn else { return .bareLineFeed }
        return .line(lineStart..<end)
    }

    /// Lets the last line stay in `octets`.
    mutating func keepLine() {
        lineStart = octets.count
    }

    /// Takes the last line out of `octets`.
    mutating func discardLine() {
        octets.removeLast(pendingCount)
    }

    /// Starts over, holding nothing; the next lines get room for as many octets at once as these had.
    mutating func reset() {
        expectedCount = octets.count
        octets = []
        lineStart = 0
    }
}
