/// What the fields of a head say about the message: where its body ends, for whom it is, what the client expects.
///
/// The rules of RFC 9112 §3.2 and §6 in their strictest reading, because two parsers that disagree here are what
/// request smuggling needs.
struct MessageFraming {
    /// Where the body ends.
    enum Body: Hashable {
        case fixed(Int)
        case chunked
    }

    private var contentLength: Int?
    private var transferEncodings = 0
    private var hosts = 0
    private var expectations = 0
    private var hasUnknownExpectation = false

    /// Takes in one field.
    mutating func note(_ octets: Span<UInt8>, _ field: HTTPHeaders.Field) throws(HTTPParseError) {
        switch field.name.count {
        case 4 where octets.matches("host", in: field.name): try noteHost(octets, field.value)
        case 6 where octets.matches("expect", in: field.name): noteExpectation(octets, field.value)
        case 14 where octets.matches("content-length", in: field.name): try noteLength(octets, field.value)
        case 17 where octets.matches("transfer-encoding", in: field.name): try noteCoding(octets, field.value)
        default: break
        }
    }

    /// The body's extent, once all fields are in.
    func body(_ version: HTTPVersion, limit: Int) throws(HTTPParseError) -> Body {
        guard hosts > 0 || version == .http10 else { throw .missingHost }
        if transferEncodings > 0 {
            guard contentLength == nil else { throw .contentLengthWithTransferEncoding }
            guard version == .http11 else { throw .transferEncodingInHTTP10 }
            return .chunked
        }
        let length = contentLength ?? 0
        guard length <= limit else { throw .bodyTooLarge(limit: limit) }
        return .fixed(length)
    }

    /// Whether the client waits for `100 Continue`; HTTP/1.0 knows no expectations (RFC 9110 §10.1.1).
    func expectsInterim(_ version: HTTPVersion) throws(HTTPParseError) -> Bool {
        guard version == .http11 else { return false }
        guard !hasUnknownExpectation else { throw .unsupportedExpectation }
        return expectations > 0
    }

    private mutating func noteHost(_ octets: Span<UInt8>, _ value: Range<Int>) throws(HTTPParseError) {
        hosts += 1
        guard hosts == 1 else { throw .duplicateHost }
        guard HostField.isValid(octets, in: value) else { throw .malformedHost }
    }

    private mutating func noteExpectation(_ octets: Span<UInt8>, _ value: Range<Int>) {
        expectations += 1
        if !octets.matches("100-continue", in: value) { hasUnknownExpectation = true }
    }

    /// Digits alone: no sign, no list, no second field even when it says the same (RFC 9110 §8.6 permits refusing).
    private mutating func noteLength(_ octets: Span<UInt8>, _ value: Range<Int>) throws(HTTPParseError) {
        guard contentLength == nil else { throw .duplicateContentLength }
        guard let length = octets.decimalNumber(in: value) else { throw .malformedContentLength }
        contentLength = length
    }

    /// Takes `chunked` alone.
    ///
    /// Another coding before a final `chunked` is unknown here; anything else frames nothing.
    private mutating func noteCoding(_ octets: Span<UInt8>, _ value: Range<Int>) throws(HTTPParseError) {
        transferEncodings += 1
        guard transferEncodings == 1 else { throw .duplicateTransferEncoding }
        if octets.matches("chunked", in: value) { return }
        var codings = octets.listMembers(in: value)
        guard let final = codings.popLast(), octets.matches("chunked", in: final) else {
            throw .malformedTransferEncoding
        }
        for coding in codings where coding.isEmpty || octets.matches("chunked", in: coding) {
            throw .malformedTransferEncoding
        }
        throw .unsupportedTransferCoding
    }
}
