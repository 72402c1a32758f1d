/// A body while it arrives, copied once from the input, run by run.
struct RequestBody {
    private(set) var octets: [UInt8] = []
    private var announced = 0
    private var extensionBytes = 0

    /// Makes room for a body of `length`; a long one grows as it arrives, so that a promise alone costs nothing.
    mutating func expect(_ length: Int) {
        octets.reserveCapacity(min(length, Self.roomAtOnce))
    }

    /// Takes up to `remaining` octets of `input`, and returns how many are still missing.
    mutating func append(_ input: Span<UInt8>, _ offset: inout Int, upTo remaining: Int) -> Int {
        let count = min(remaining, input.count - offset)
        octets.append(input, in: offset..<(offset + count))
        offset += count
        return remaining - count
    }

    /// Lets a chunk in, unless the body or its extensions grow past what is allowed.
    mutating func admit(_ chunk: ChunkLine, limit: Int) throws(HTTPParseError) {
        let (total, overflow) = announced.addingReportingOverflow(chunk.size)
        guard !overflow, total <= limit else { throw .bodyTooLarge(limit: limit) }
        announced = total
        extensionBytes += chunk.extensionCount
        guard extensionBytes <= HTTPLimits.chunkExtensionBytes else { throw .chunkFramingTooLarge }
    }

    /// 64 KiB: one read of the event loop, ten times the usual review.
    private static let roomAtOnce = 64 << 10
}
