package import KubernetesAPI

/// A failure in the API server's own words (`metav1.Status` with `status: Failure`).
///
/// An answer whose body is no Status, a proxy's page for instance, becomes one by its HTTP status alone: its text is not
/// kept.
package struct APIStatus: Hashable, Sendable {
    /// One reason of several (`metav1.StatusCause`).
    package struct Cause: Hashable, Sendable {
        /// The machine-readable kind, such as `FieldValueInvalid` or `NamespaceTerminating`.
        package let reason: String
        /// What a person should read.
        package let message: String
        /// The field in question, empty if none.
        package let field: String
    }

    /// The object that the failure is about (`metav1.StatusDetails`).
    package struct Details: Hashable, Sendable {
        /// The object's name, empty if the failure is about none.
        package let name: String
        /// The API group of the object's resource.
        package let group: String
        /// The resource, by its plural name.
        package let kind: String
        /// The reasons in detail.
        package let causes: [Cause]
    }

    /// The HTTP status.
    package let code: Int
    /// The machine-readable reason (`metav1.StatusReason`), such as `NotFound`; empty if the server gave none.
    package let reason: String
    /// What the server says to a person.
    package let message: String
    /// What the failure is about, if the server said so.
    package let details: Details?
    /// How long the server asked its client to stay away: the `Retry-After` header, else `details.retryAfterSeconds`.
    package let retryAfter: Duration?
    /// The token with which an expired list can be continued, inconsistently (`metadata.continue` of a 410).
    package let continueToken: String?

    /// A failure of these parts.
    package init(
        code: Int,
        reason: String,
        message: String = "",
        details: Details? = nil,
        retryAfter: Duration? = nil,
        continueToken: String? = nil
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
        self.retryAfter = retryAfter
        self.continueToken = continueToken
    }
}

extension APIStatus {
    /// The failure that a Status object denotes, in a body or in a watch's `ERROR` event; nil if it is not one.
    ///
    /// - Parameters:
    ///   - json: the object.
    ///   - httpStatus: the code to assume if the object has none.
    ///   - retryAfter: what the response's header said, which outweighs the object.
    package init?(_ json: JSONValue, httpStatus: Int, retryAfter: Duration? = nil) {
        guard json["kind"]?.string == "Status" else { return nil }
        let details = json["details"]
        self.init(
            code: json["code"]?.int64.flatMap(Int.init(exactly:)) ?? httpStatus,
            reason: json["reason"]?.string ?? "",
            message: json["message"]?.string ?? "",
            details: details.map(Details.init),
            retryAfter: retryAfter ?? details?["retryAfterSeconds"]?.int64.flatMap(Self.delay),
            continueToken: json["metadata"]?["continue"]?.string
        )
    }

    /// The failure that an HTTP status denotes when nothing readable came with it.
    package init(httpStatus: Int, retryAfter: Duration? = nil) {
        self.init(
            code: httpStatus,
            reason: Self.reason(of: httpStatus),
            message: "the server answered with HTTP status \(httpStatus)",
            retryAfter: retryAfter
        )
    }

    /// The reason that the API server gives with a status (apimachinery, `NewGenericServerResponse`).
    private static func reason(of httpStatus: Int) -> String {
        switch httpStatus {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 409: "Conflict"
        case 410: "Gone"
        case 413: "RequestEntityTooLarge"
        case 415: "UnsupportedMediaType"
        case 422: "Invalid"
        case 429: "TooManyRequests"
        case 500: "InternalError"
        case 503: "ServiceUnavailable"
        case 504: "Timeout"
        default: "Unknown"
        }
    }

    private static func delay(seconds: Int64) -> Duration? { seconds > 0 ? .seconds(seconds) : nil }
}

extension APIStatus.Details {
    /// The details of a Status object.
    init(_ json: JSONValue) {
        name = json["name"]?.string ?? ""
        group = json["group"]?.string ?? ""
        kind = json["kind"]?.string ?? ""
        causes = json["causes"]?.array?.map(APIStatus.Cause.init) ?? []
    }
}

extension APIStatus.Cause {
    /// A cause of a Status object.
    init(_ json: JSONValue) {
        reason = json["reason"]?.string ?? ""
        message = json["message"]?.string ?? ""
        field = json["field"]?.string ?? ""
    }
}

extension APIStatus: CustomStringConvertible {
    /// So much of a message is shown; the API server itself stops validation messages near this length.
    private static let shownMessageLength = 1024

    package var description: String {
        let shown = message.count > Self.shownMessageLength ? "\(message.prefix(Self.shownMessageLength))…" : message
        let labelled = reason.isEmpty ? "\(code)" : "\(code) \(reason)"
        return shown.isEmpty ? "the API server answered \(labelled)" : "the API server answered \(labelled): \(shown)"
    }
}
