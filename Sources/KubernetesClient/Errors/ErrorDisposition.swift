/// What a failure means for whoever asked.
package enum ErrorDisposition: Hashable, Sendable {
    /// It may pass: try again, not sooner than the floor.
    case retry(floor: Duration)
    /// Somebody else wrote in between: read again, then decide anew.
    case conflict
    /// There is an object of that name already.
    case alreadyExists
    /// There is no such object, or the API server does not know the resource.
    case notFound
    /// The resource version is too old, or newer than the server's: list anew.
    case expired
    /// The credential was not accepted: get a fresh one and try once more.
    case unauthorized
    /// Not allowed. It may be later, when an administrator has granted it: retry slowly.
    case forbidden
    /// The namespace is going away and takes nothing new: stop, without noise.
    case namespaceTerminating
    /// The answer will not change until the request does.
    case terminal
    /// Nobody wants to know any more.
    case cancelled
}

extension KubernetesError {
    /// What this failure means: the only place where that is decided.
    ///
    /// Reasons come before codes, because one code carries several meanings (409 is Conflict or AlreadyExists, 403 is
    /// Forbidden or a dying namespace).
    package var disposition: ErrorDisposition {
        switch self {
        case .status(let status): status.disposition
        case .unreadableAnswer: .retry(floor: .zero)
        case .transport(let failure): failure.disposition
        case .credentials: .retry(floor: .zero)
        case .notLeading, .cancelled: .cancelled
        }
    }

    /// How long to stay away at least, if the server said so.
    package var retryFloor: Duration {
        if case .retry(let floor) = disposition { floor } else { .zero }
    }
}

extension TransportFailure {
    fileprivate var disposition: ErrorDisposition {
        switch self {
        case .notConnected, .tls, .proxy, .closed, .timedOut, .silent, .other: .retry(floor: .zero)
        case .tooLarge: .terminal
        case .shutDown: .cancelled
        }
    }
}

extension APIStatus {
    fileprivate var disposition: ErrorDisposition {
        if hasCause("NamespaceTerminating") { return .namespaceTerminating }
        if hasCause("ResourceVersionTooLarge") { return .expired }
        if isAboutAnother { return .conflict }
        return dispositionOfReason ?? dispositionOfCode
    }

    /// After `k8s.io/apimachinery/pkg/apis/meta/v1`, StatusReason.
    private var dispositionOfReason: ErrorDisposition? {
        switch reason {
        case "AlreadyExists": .alreadyExists
        case "Conflict": .conflict
        case "NotFound": .notFound
        // Before Kubernetes 1.18 an expired watch was Gone.
        case "Expired", "Gone": .expired
        case "Unauthorized": .unauthorized
        case "Forbidden": .forbidden
        case "TooManyRequests", "ServerTimeout", "Timeout", "ServiceUnavailable", "StorageReadError":
            .retry(floor: retryAfter ?? .zero)
        case "InternalError": isRefusalOfTheObject ? .terminal : .retry(floor: retryAfter ?? .zero)
        default: nil
        }
    }

    private var dispositionOfCode: ErrorDisposition {
        switch code {
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 409: .conflict
        case 410: .expired
        case 408, 425, 429: .retry(floor: retryAfter ?? .zero)
        case 500...: isRefusalOfTheObject ? .terminal : .retry(floor: retryAfter ?? .zero)
        default: .terminal
        }
    }

    /// Strict field validation of an apply answers 500 for what other writes answer with 400 (controller-facts §2.18).
    private var isRefusalOfTheObject: Bool {
        message.hasPrefix("failed to create typed patch object") || message.contains("unknown field \"")
            || message.contains("field not declared in schema")
    }

    /// True if a patch said by its UID that it means another object of that name.
    ///
    /// Where that one has made room for this one, the API server takes the UID for a change of what never changes
    /// (`ValidateObjectMetaAccessorUpdate`, pkg/api/validation).
    private var isAboutAnother: Bool {
        reason == "Invalid" && details?.causes.contains { $0.field == "metadata.uid" } ?? false
    }

    private func hasCause(_ reason: String) -> Bool { details?.causes.contains { $0.reason == reason } ?? false }
}
