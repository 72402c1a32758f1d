/// The protocol versions that this library speaks (RFC 9112 §2.3).
package enum HTTPVersion: Sendable, Hashable {
    /// HTTP/1.0: no chunked bodies, connections close unless asked otherwise.
    case http10
    /// HTTP/1.1, and any later minor version, which RFC 9110 §2.5 has a recipient treat as the latest it knows.
    case http11
}
