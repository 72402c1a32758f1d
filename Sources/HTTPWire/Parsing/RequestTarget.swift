/// A request target taken apart: the origin form's path and query, whichever form was sent (RFC 9112 §3.2).
struct RequestTarget {
    var path: String
    var query: String?

    /// Reads the target in `range` of `octets`.
    ///
    /// An absolute form counts as its path and query; its authority must be a host with an optional port.
    init(_ octets: Span<UInt8>, in range: Range<Int>, method: HTTPMethod) throws(HTTPParseError) {
        guard method != .connect else { throw .tunnelRefused }
        guard !range.isEmpty else { throw .malformedTarget }
        if octets[range.lowerBound] == ASCII.asterisk {
            guard range.count == 1, method == .options else { throw .malformedTarget }
            (path, query) = ("*", nil)
            return
        }
        let start = try Self.endOfAuthority(octets, in: range)
        (path, query) = try Self.split(octets, in: start..<range.upperBound)
    }

    /// The position where the path of an absolute form starts; the start itself in the origin form.
    private static func endOfAuthority(_ octets: Span<UInt8>, in range: Range<Int>) throws(HTTPParseError) -> Int {
        if octets[range.lowerBound] == ASCII.slash { return range.lowerBound }
        let scheme = "https://".utf8.count
        let start: Int
        if octets.matches("http://", in: range.prefix(scheme - 1)) {
            start = range.lowerBound + scheme - 1
        } else if octets.matches("https://", in: range.prefix(scheme)) {
            start = range.lowerBound + scheme
        } else {
            throw .malformedTarget
        }
        var end = start
        while end < range.upperBound, octets[end] != ASCII.slash, octets[end] != ASCII.questionMark { end += 1 }
        guard end > start, HostField.isValid(octets, in: start..<end) else { throw .malformedTarget }
        return end
    }

    private static func split(
        _ octets: Span<UInt8>,
        in range: Range<Int>
    ) throws(HTTPParseError) -> (path: String, query: String?) {
        try check(octets, in: range)
        let end = octets.firstIndex(of: ASCII.questionMark, in: range) ?? range.upperBound
        let path = end == range.lowerBound ? "/" : octets.string(in: range.lowerBound..<end)
        guard end < range.upperBound else { return (path, nil) }
        return (path, octets.string(in: (end + 1)..<range.upperBound))
    }

    /// Every octet allowed by RFC 3986, every `%` followed by two hexadecimal digits.
    private static func check(_ octets: Span<UInt8>, in range: Range<Int>) throws(HTTPParseError) {
        guard ASCIISet.target.containsAll(octets, in: range) else { throw .malformedTarget }
        var rest = range
        while let percent = octets.firstIndex(of: ASCII.percent, in: rest) {
            guard
                range.upperBound - percent > 2,
                ASCII.hexadecimalValue(octets[percent + 1]) != nil, ASCII.hexadecimalValue(octets[percent + 2]) != nil
            else { throw .malformedTarget }
            rest = (percent + 3)..<range.upperBound
        }
    }
}
