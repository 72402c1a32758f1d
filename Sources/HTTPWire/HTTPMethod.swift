/// A request method: a case-sensitive token (RFC 9110 §9.1).
package struct HTTPMethod: Hashable, Sendable, CustomStringConvertible {
    /// The token as it stands in the request line.
    package let rawValue: String

    /// The method named `rawValue`.
    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// The token.
    package var description: String { rawValue }

    /// Transfer of a representation (RFC 9110 §9.3.1).
    package static let get = HTTPMethod("GET")
    /// As GET, answered without a body (RFC 9110 §9.3.2).
    package static let head = HTTPMethod("HEAD")
    /// Processing of the request's body (RFC 9110 §9.3.3).
    package static let post = HTTPMethod("POST")
    /// Replacement of a resource (RFC 9110 §9.3.4).
    package static let put = HTTPMethod("PUT")
    /// Removal of a resource (RFC 9110 §9.3.5).
    package static let delete = HTTPMethod("DELETE")
    /// A tunnel, which this library refuses (RFC 9110 §9.3.6).
    package static let connect = HTTPMethod("CONNECT")
    /// A question about what a resource allows (RFC 9110 §9.3.7).
    package static let options = HTTPMethod("OPTIONS")
    /// A loop-back of the request (RFC 9110 §9.3.8).
    package static let trace = HTTPMethod("TRACE")
    /// A partial change of a resource (RFC 5789).
    package static let patch = HTTPMethod("PATCH")
}
