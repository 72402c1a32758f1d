/// `chunk-size [ chunk-ext ]` (RFC 9112 §7.1).
struct ChunkLine {
    /// The number of octets of data that follow; zero ends the body.
    let size: Int
    /// The number of octets of extensions, which are ignored and counted.
    let extensionCount: Int

    /// Reads the line in `range` of `octets`: digits alone, or digits and extensions from a semicolon on.
    init(_ octets: Span<UInt8>, in range: Range<Int>) throws(HTTPParseError) {
        var size = 0
        var index = range.lowerBound
        while index < range.upperBound, let digit = ASCII.hexadecimalValue(octets[index]) {
            let (shifted, overflow) = size.multipliedReportingOverflow(by: 16)
            guard !overflow else { throw .malformedChunkSize }
            size = shifted | digit
            index += 1
        }
        let rest = index..<range.upperBound
        guard index > range.lowerBound, Self.isExtension(octets, in: rest) else { throw .malformedChunkSize }
        self.size = size
        extensionCount = rest.count
    }

    /// Nothing, or a semicolon, possibly after blanks, and no control character up to the end.
    private static func isExtension(_ octets: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return true }
        let trimmed = octets.trimmingBlanks(range)
        guard !trimmed.isEmpty, octets[trimmed.lowerBound] == ASCII.semicolon else { return false }
        return octets.isFieldValue(range)
    }
}
