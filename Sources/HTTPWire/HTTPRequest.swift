/// A whole request: its head and every octet of its body.
package struct HTTPRequest: Sendable, Equatable {
    /// The method.
    package var method: HTTPMethod
    /// The target's path, percent-encoding untouched; `*` for a question about the server as a whole.
    package var path: String
    /// What follows the target's first `?`, percent-encoding untouched.
    package var query: String?
    /// The version that the client speaks.
    package var version: HTTPVersion
    /// The header fields.
    ///
    /// Trailer fields are checked and dropped, as RFC 9110 §6.5.1 allows.
    package var headers: HTTPHeaders
    /// The body, chunked coding removed.
    package var body: [UInt8]

    /// A request of these parts.
    package init(
        method: HTTPMethod = .get,
        path: String,
        query: String? = nil,
        version: HTTPVersion = .http11,
        headers: HTTPHeaders = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.version = version
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest {
    /// Whether the client lets the connection live on after the answer (RFC 9112 §9.3).
    package var allowsReuse: Bool {
        var options = ConnectionOptions()
        for field in headers.fields where headers.octets.span.matches("connection", in: field.name) {
            options.note(headers.octets.span, value: field.value)
        }
        return options.allowsReuse(version)
    }
}
