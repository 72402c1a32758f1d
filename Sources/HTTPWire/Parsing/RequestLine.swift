/// `method SP request-target SP HTTP-version` (RFC 9112 §3).
struct RequestLine {
    var method: HTTPMethod
    var target: RequestTarget
    var version: HTTPVersion

    /// Reads the line that stands in `range` of `octets`, strictly: one space between the parts, nothing around them.
    init(_ octets: Span<UInt8>, in range: Range<Int>, targetLimit: Int) throws(HTTPParseError) {
        guard
            let first = octets.firstIndex(of: ASCII.space, in: range),
            let second = octets.firstIndex(of: ASCII.space, in: (first + 1)..<range.upperBound)
        else { throw .malformedRequestLine }
        method = try Self.method(octets, in: range.lowerBound..<first)
        version = try Self.version(octets, in: (second + 1)..<range.upperBound)
        guard second - first - 1 <= targetLimit else { throw .targetTooLong(limit: targetLimit) }
        target = try RequestTarget(octets, in: (first + 1)..<second, method: method)
    }

    /// Why a request line that exceeds its allowance is refused: by its target, if it is a request line at all.
    static func overflow(_ octets: Span<UInt8>, in range: Range<Int>, targetLimit: Int) -> HTTPParseError {
        guard let space = octets.firstIndex(of: ASCII.space, in: range) else { return .malformedRequestLine }
        do throws(HTTPParseError) {
            _ = try method(octets, in: range.lowerBound..<space)
            return .targetTooLong(limit: targetLimit)
        } catch {
            return error
        }
    }

    private static func method(_ octets: Span<UInt8>, in range: Range<Int>) throws(HTTPParseError) -> HTTPMethod {
        guard !range.isEmpty, ASCIISet.token.containsAll(octets, in: range) else { throw .malformedRequestLine }
        guard range.count <= HTTPLimits.methodBytes else { throw .methodTooLong }
        if octets.equals("POST", in: range) { return .post }
        if octets.equals("GET", in: range) { return .get }
        return HTTPMethod(octets.string(in: range))
    }

    /// `HTTP/` DIGIT `.` DIGIT, in capitals (RFC 9112 §2.3).
    private static func version(_ octets: Span<UInt8>, in range: Range<Int>) throws(HTTPParseError) -> HTTPVersion {
        let digits = range.lowerBound + 5
        guard
            range.count == 8, octets.equals("HTTP/", in: range.lowerBound..<digits),
            let major = ASCII.decimalValue(octets[digits]), octets[digits + 1] == ASCII.dot,
            let minor = ASCII.decimalValue(octets[digits + 2])
        else { throw .malformedRequestLine }
        guard major == 1 else { throw .unsupportedVersion }
        return minor == 0 ? .http10 : .http11
    }
}
