import Logging
import TLS

/// Looks at the certificate files now and then, and says what it found.
struct CertificateWatch: Sendable {
    private let certificates: CertificateSource
    private let metrics: WebhookMetrics
    private let logger: Logger

    init(_ certificates: CertificateSource, metrics: WebhookMetrics, logger: Logger) {
        self.certificates = certificates
        self.metrics = metrics
        self.logger = logger
    }

    /// Looks every so often, until the program ends.
    func start(every interval: Duration) {
        let watch = self
        Task.detached {
            while true {
                try await Task.sleep(for: interval)
                watch.look()
            }
        }
    }

    /// Looks once.
    func look() {
        let outcome = certificates.poll(now: UnixClock.seconds())
        metrics.count(outcome)
        switch outcome {
        case .unchanged, .stillRejected: return
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
    }
}
