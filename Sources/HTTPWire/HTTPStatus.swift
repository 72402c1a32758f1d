/// A response status: the code and the phrase sent beside it (RFC 9110 §15, RFC 6585).
package struct HTTPStatus: Hashable, Sendable, CustomStringConvertible {
    /// The three-digit code, 100 to 599.
    package let code: Int
    /// The phrase for people; recipients ignore it (RFC 9112 §4).
    package let reason: String

    /// A status with `code`, which must have three digits, and `reason`, which must be ASCII text.
    package init(_ code: Int, _ reason: String) {
        precondition((100...599).contains(code), "a status code has three digits, 100 to 599")
        self.code = code
        self.reason = reason
    }

    /// Two statuses are equal when their codes are.
    package static func == (left: HTTPStatus, right: HTTPStatus) -> Bool { left.code == right.code }

    /// Hashes the code alone, as equality compares it.
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// Code and phrase, as in a status line.
    package var description: String { "\(code) \(reason)" }

    /// Whether a response of this status has neither body nor Content-Length (RFC 9110 §6.4.1, §8.6).
    var forbidsBody: Bool { code < 200 || code == 204 || code == 304 }
}

extension HTTPStatus {
    /// 200: the request succeeded.
    package static let ok = HTTPStatus(200, "OK")
    /// 204: it succeeded and there is nothing to say.
    package static let noContent = HTTPStatus(204, "No Content")
    /// 304: the client's copy is still good.
    package static let notModified = HTTPStatus(304, "Not Modified")
    /// 400: the message breaks the protocol, or its content its format.
    package static let badRequest = HTTPStatus(400, "Bad Request")
    /// 403: this client may not.
    package static let forbidden = HTTPStatus(403, "Forbidden")
    /// 404: no such path.
    package static let notFound = HTTPStatus(404, "Not Found")
    /// 405: the path exists, the method does not; goes with an `Allow` field.
    package static let methodNotAllowed = HTTPStatus(405, "Method Not Allowed")
    /// 408: the request did not arrive within its deadline.
    package static let requestTimeout = HTTPStatus(408, "Request Timeout")
    /// 413: the body exceeds the limit.
    package static let contentTooLarge = HTTPStatus(413, "Content Too Large")
    /// 414: the request target exceeds the limit.
    package static let uriTooLong = HTTPStatus(414, "URI Too Long")
    /// 415: the content type is not one that the path takes.
    package static let unsupportedMediaType = HTTPStatus(415, "Unsupported Media Type")
    /// 417: an `Expect` field asks for something else than `100-continue`.
    package static let expectationFailed = HTTPStatus(417, "Expectation Failed")
    /// 431: the header fields exceed the limit, in size or in number.
    package static let requestHeaderFieldsTooLarge = HTTPStatus(431, "Request Header Fields Too Large")
    /// 500: the program failed.
    package static let internalServerError = HTTPStatus(500, "Internal Server Error")
    /// 503: not now.
    package static let serviceUnavailable = HTTPStatus(503, "Service Unavailable")
}
