/// What a request may cost in bytes before it is refused.
///
/// The defaults hold every request that kube-apiserver sends, with room; each names where it comes from.
package struct HTTPLimits: Sendable, Hashable {
    /// Octets of the request target; more is answered 414.
    package var targetBytes: Int
    /// Octets of all header fields (or trailer fields) with their line ends; more is answered 431.
    package var headerBytes: Int
    /// Number of header and trailer fields together; more is answered 431.
    package var headerCount: Int
    /// Octets of the body after chunked coding is removed; more is answered 413.
    package var bodyBytes: Int

    /// Limits with the given values; an omitted one has its default.
    package init(
        targetBytes: Int = Self.defaultTargetBytes,
        headerBytes: Int = Self.defaultHeaderBytes,
        headerCount: Int = Self.defaultHeaderCount,
        bodyBytes: Int = Self.defaultBodyBytes
    ) {
        self.targetBytes = targetBytes
        self.headerBytes = headerBytes
        self.headerCount = headerCount
        self.bodyBytes = bodyBytes
    }

    /// 8,000: the request-line length that RFC 9112 §3 recommends every server to support.
    package static let defaultTargetBytes = 8000
    /// 32 KiB: eight of nginx's 4 KiB pages (`large_client_header_buffers`), forty times kube-apiserver's own head.
    package static let defaultHeaderBytes = 32 << 10
    /// 100: the default of Apache's `LimitRequestFields`; kube-apiserver sends eight.
    package static let defaultHeaderCount = 100
    /// 8 MiB: object and oldObject at 3 MiB each (kube-apiserver's request limit) stay under 7 MiB with their envelope.
    package static let defaultBodyBytes = 8 << 20
}

extension HTTPLimits {
    /// The longest method that is read to its end; the longest registered one has 17 octets (IANA method registry).
    static let methodBytes = 32
    /// Octets of one chunk-size line with its extensions, which no client in use sends.
    static let chunkLineBytes = 256
    /// Octets of all chunk extensions of one body: RFC 9112 §7.1.1 asks for a total, net/http of Go takes 16 KiB.
    static let chunkExtensionBytes = 16 << 10
    /// Empty lines skipped before a request line: RFC 9112 §2.2 asks for at least one.
    static let leadingEmptyLines = 1

    /// The longest request line with its line end: method, target, version, two spaces.
    var requestLineBytes: Int {
        let fixed = Self.methodBytes + " HTTP/1.1 \r\n".utf8.count
        let (sum, overflow) = targetBytes.addingReportingOverflow(fixed)
        return overflow ? .max : sum
    }
}
