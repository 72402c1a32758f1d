/// Why bytes are not a request that this server answers; each one ends the connection.
///
/// Fields are counted from 1 in the order of arrival, trailer fields after header fields. No case carries content.
package enum HTTPParseError: Error, Hashable, Sendable {
    /// The first line is not `method SP target SP version` (RFC 9112 §3).
    case malformedRequestLine
    /// The method is longer than any that exists (RFC 9112 §3).
    case methodTooLong
    /// CONNECT asks for a tunnel.
    case tunnelRefused
    /// The target has none of the forms of RFC 9112 §3.2, or an octet that RFC 3986 does not allow.
    case malformedTarget
    /// The target has more octets than the limit.
    case targetTooLong(limit: Int)
    /// The major version is not 1.
    case unsupportedVersion
    /// A line of the head or of the chunked framing ends without a carriage return (RFC 9112 §2.2).
    case bareLineFeed
    /// A field line starts with white space: obsolete folding (RFC 9112 §5.2).
    case foldedField(field: Int)
    /// White space stands between a field's name and its colon (RFC 9112 §5.1).
    case blankBeforeColon(field: Int)
    /// A field line has no colon, or a name that is not a token.
    case malformedFieldName(field: Int)
    /// A field value has a control character: NUL, a lone carriage return, …
    case malformedFieldValue(field: Int)
    /// The fields have more octets than the limit.
    case fieldsTooLarge(limit: Int)
    /// There are more fields than the limit.
    case tooManyFields(limit: Int)
    /// An HTTP/1.1 request without `Host` (RFC 9112 §3.2).
    case missingHost
    /// More than one `Host`.
    case duplicateHost
    /// A `Host` that is not `host[:port]`.
    case malformedHost
    /// A `Content-Length` that is not digits alone, or that no integer holds (RFC 9110 §8.6).
    case malformedContentLength
    /// More than one `Content-Length`, equal or not.
    case duplicateContentLength
    /// `Content-Length` beside `Transfer-Encoding` (RFC 9112 §6.1).
    case contentLengthWithTransferEncoding
    /// A `Transfer-Encoding` that does not end in `chunked`, or repeats it (RFC 9112 §6.3).
    case malformedTransferEncoding
    /// More than one `Transfer-Encoding` line.
    case duplicateTransferEncoding
    /// A coding before `chunked` that this server does not have (RFC 9112 §6.1).
    case unsupportedTransferCoding
    /// `Transfer-Encoding` in an HTTP/1.0 request (RFC 9112 §6.1).
    case transferEncodingInHTTP10
    /// The body has more octets than the limit.
    case bodyTooLarge(limit: Int)
    /// A chunk-size line without a size, with a sign, blanks or control characters, or a size that no integer holds.
    case malformedChunkSize
    /// A chunk-size line, or all chunk extensions together, exceed what any client needs.
    case chunkFramingTooLarge
    /// Chunk data is not followed by its line end.
    case unterminatedChunk
    /// An `Expect` other than `100-continue` (RFC 9110 §10.1.1).
    case unsupportedExpectation
}

extension HTTPParseError {
    /// The status that answers the error; the one place that decides it.
    ///
    /// Never one of a server's failure: RFC 9112 suggests 501 and 505 for what is not spoken here, but what a peer sends
    /// must not look like trouble of this server's to those who watch it.
    package var status: HTTPStatus {
        switch self {
        case .malformedRequestLine, .malformedTarget, .bareLineFeed, .foldedField, .blankBeforeColon,
            .malformedFieldName, .malformedFieldValue, .missingHost, .duplicateHost, .malformedHost,
            .malformedContentLength, .duplicateContentLength, .contentLengthWithTransferEncoding,
            .malformedTransferEncoding, .duplicateTransferEncoding, .transferEncodingInHTTP10,
            .malformedChunkSize, .chunkFramingTooLarge, .unterminatedChunk, .methodTooLong, .tunnelRefused,
            .unsupportedTransferCoding, .unsupportedVersion:
            .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .targetTooLong: .uriTooLong
        case .unsupportedExpectation: .expectationFailed
        case .fieldsTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
        }
    }
}

extension HTTPParseError: CustomStringConvertible {
    /// One sentence: what is wrong and where.
    package var description: String {
        switch self {
        case .malformedRequestLine: "the request line is not a method, a target and a version, one space between them"
        case .methodTooLong: "the method has more than \(HTTPLimits.methodBytes) characters"
        case .tunnelRefused: "this server makes no tunnels"
        case .malformedTarget: "the request target is not a path, an http URL or an asterisk"
        case .targetTooLong(let limit): "the request target has more than \(limit) bytes"
        case .unsupportedVersion: "only HTTP/1.1 and HTTP/1.0 are spoken here"
        case .bareLineFeed: "a line ends with a line feed that no carriage return precedes"
        case .foldedField(let field): "field line \(field) starts with white space"
        case .blankBeforeColon(let field): "field line \(field) has white space before its colon"
        case .malformedFieldName(let field): "field line \(field) has no name that is a token, followed by a colon"
        case .malformedFieldValue(let field): "field line \(field) has a control character in its value"
        case .fieldsTooLarge(let limit): "the fields have more than \(limit) bytes"
        case .tooManyFields(let limit): "there are more than \(limit) fields"
        case .missingHost: "the field host is missing"
        case .duplicateHost: "the field host occurs more than once"
        case .malformedHost: "the field host is not a host with an optional port"
        case .malformedContentLength: "the field content-length is not a number"
        case .duplicateContentLength: "the field content-length occurs more than once"
        case .contentLengthWithTransferEncoding: "content-length and transfer-encoding are both present"
        case .malformedTransferEncoding: "the field transfer-encoding does not end in one chunked"
        case .duplicateTransferEncoding: "the field transfer-encoding occurs more than once"
        case .unsupportedTransferCoding: "no transfer coding but chunked is understood here"
        case .transferEncodingInHTTP10: "transfer-encoding does not exist in HTTP/1.0"
        case .bodyTooLarge(let limit): "the body has more than \(limit) bytes"
        case .malformedChunkSize: "a chunk size is not a hexadecimal number"
        case .chunkFramingTooLarge: "the chunk extensions are too long"
        case .unterminatedChunk: "a chunk is not followed by a line end"
        case .unsupportedExpectation: "the field expect asks for something else than 100-continue"
        }
    }
}
