/// An answer: status, header fields and body.
///
/// The fields that frame the message (`Content-Length`, `Transfer-Encoding`, `Connection`, `Date`) are written by the
/// encoder alone; in `headers` they are ignored.
package struct HTTPResponse: Sendable, Equatable {
    /// The status, 200 or above.
    package var status: HTTPStatus
    /// The header fields beside those of the framing.
    package var headers: HTTPHeaders
    /// The body; not sent in answer to HEAD.
    package var body: [UInt8]
    /// What takes the place of the body, where that is made while it is sent.
    package var stream: HTTPBodyStream?

    /// An answer of these parts.
    ///
    /// An interim status (1xx) is a programmer's error: the parser asks for those.
    package init(status: HTTPStatus, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        precondition(status.code >= 200, "an answer has a final status")
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer with a line of text for people.
    package init(status: HTTPStatus, text: String) {
        self.init(status: status, headers: Self.plainText, body: Array("\(text)\n".utf8))
    }

    /// The answer to bytes that are no request.
    package init(_ error: HTTPParseError) {
        self.init(status: error.status, text: error.description)
    }

    /// An answer whose body is made while it is sent.
    package init(status: HTTPStatus, headers: HTTPHeaders, stream: HTTPBodyStream) {
        self.init(status: status, headers: headers)
        self.stream = stream
    }

    private static let plainText: HTTPHeaders = ["Content-Type": "text/plain; charset=utf-8"]
}
