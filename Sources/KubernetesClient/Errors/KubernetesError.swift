package import KubernetesAPI

/// Why an operation on the cluster did not succeed.
///
/// What to do about it says ``disposition``, and nobody else.
package enum KubernetesError: Error, Equatable, Sendable {
    /// The API server said no.
    case status(APIStatus)
    /// The answer's status promised success, but its body cannot be read as what was asked for.
    case unreadableAnswer(UnreadableAnswer)
    /// No answer came.
    case transport(TransportFailure)
    /// There was nothing to authenticate with.
    case credentials(CredentialError)
    /// The request was held back because this process may no longer write: it does not lead.
    case notLeading
    /// The task was cancelled; the request may or may not have had its effect.
    case cancelled

    /// What is wrong with an answer that should have been JSON.
    package enum UnreadableAnswer: Equatable, Sendable {
        /// There was none.
        case empty
        /// It is of another media type, such as a proxy's HTML page.
        case mediaType(String)
        /// It is not JSON, often because it was cut short.
        case json(JSONParseError)
        /// It is JSON, but not of the shape asked for; what was missing.
        case shape(String)
    }
}

extension KubernetesError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .status(let status): status.description
        case .unreadableAnswer(let problem): "the answer cannot be read: \(problem)"
        case .transport(let failure): failure.description
        case .credentials(let problem): problem.description
        case .notLeading: "held back because this process does not lead"
        case .cancelled: "the request was cancelled"
        }
    }
}

extension KubernetesError.UnreadableAnswer: CustomStringConvertible {
    package var description: String {
        switch self {
        case .empty: "it is empty"
        case .mediaType(let type): "its media type is \(type)"
        case .json(let mistake): mistake.description
        case .shape(let missing): "it has no \(missing)"
        }
    }
}
