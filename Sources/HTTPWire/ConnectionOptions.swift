/// What the `Connection` fields of a request say about reuse (RFC 9112 §9.3).
struct ConnectionOptions {
    private var hasClose = false
    private var hasKeepAlive = false

    /// Takes in one `Connection` field, a list of options.
    mutating func note(_ octets: Span<UInt8>, value: Range<Int>) {
        for member in octets.listMembers(in: value) {
            if octets.matches("close", in: member) { hasClose = true }
            if octets.matches("keep-alive", in: member) { hasKeepAlive = true }
        }
    }

    /// `close` decides; without it HTTP/1.1 persists, and HTTP/1.0 only by `keep-alive`.
    func allowsReuse(_ version: HTTPVersion) -> Bool {
        guard !hasClose else { return false }
        return version == .http11 || hasKeepAlive
    }
}
