package import KubernetesClient
package import TLS

/// Why the certificates could not be looked after.
package enum CertificateTrouble: Error, Equatable, Sendable {
    /// The API server did not answer, or said no; what was asked of it.
    case cluster(KubernetesError, doing: String)
    /// A certificate could not be made.
    case certificate(TLSError)
    /// Whatever is written is not what is found afterwards: somebody else writes, too.
    case unsettled(steps: Int)
    /// Something that others have to do was not done in time, or kept failing.
    case unfinished(String, after: Duration)
}

extension CertificateTrouble: CustomStringConvertible {
    /// One lower-case sentence.
    package var description: String {
        switch self {
        case .cluster(let error, let doing): "cannot \(doing): \(error)"
        case .certificate(let error): "\(error)"
        case .unsettled(let steps): "the certificates are not as they should be after \(steps) writes: who else writes?"
        case .unfinished(let problem, let limit): "not done after \(limit.components.seconds)s: \(problem)"
        }
    }
}
