import Synchronization
import TLS

/// Whether requests should come here: the certificate is good and nobody asked the program to end.
final class Readiness: Sendable {
    private let draining = Atomic(false)
    private let certificates: CertificateSource

    init(certificates: CertificateSource) { self.certificates = certificates }

    /// Says that the program is about to end.
    func beginDraining() { draining.store(true, ordering: .relaxed) }

    /// Why requests should go elsewhere; nil if they may come.
    func obstacle(at now: Int64) -> String? {
        if draining.load(ordering: .relaxed) { return "shutting down" }
        return certificates.validityProblem(at: now)?.description
    }
}
