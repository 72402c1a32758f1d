import Logging
import Synchronization
import TLS

/// Looks at the certificate files now and then, and says what it found.
final class CertificateWatch: Sendable {
    private let certificates: CertificateSource
    private let metrics: WebhookMetrics
    private let logger: Logger
    /// Whether the log says already that clients refuse the certificate.
    private let hasComplained = Atomic(false)

    init(_ certificates: CertificateSource, metrics: WebhookMetrics, logger: Logger) {
        self.certificates = certificates
        self.metrics = metrics
        self.logger = logger
    }

    /// Looks every so often, until the program ends.
    func start(every interval: Duration) {
        checkValidity(at: UnixClock.seconds())
        Task.detached { [self] in
            while true {
                try await Task.sleep(for: interval)
                look()
            }
        }
    }

    /// Looks once.
    func look() {
        let now = UnixClock.seconds()
        let outcome = certificates.poll(now: now)
        metrics.count(outcome)
        switch outcome {
        case .unchanged, .stillRejected: break
        case .reloaded(let certificate):
            logger.notice(
                "took up a new certificate",
                metadata: [
                    "names": "\(certificate.names.joined(separator: " "))", "serial": "\(certificate.serialNumber)",
                ]
            )
        case .rejected(let error):
            logger.error("kept the old certificate", metadata: ["reason": "\(error)"])
        }
        checkValidity(at: now)
    }

    /// Complains once when the certificate that is being served ends, and again only after a good one.
    private func checkValidity(at now: Int64) {
        let problem = certificates.validityProblem(at: now)
        guard !hasComplained.exchange(problem != nil, ordering: .relaxed), let problem else { return }
        logger.error("not ready: clients refuse the serving certificate", metadata: ["reason": "\(problem)"])
    }
}
