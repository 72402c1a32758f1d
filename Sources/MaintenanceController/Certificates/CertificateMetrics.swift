import Synchronization
package import Telemetry
import WebhookCertificates

/// The metrics of the certificates; a replica that does not lead has no expiry to report.
package final class CertificateMetrics: Sendable {
    private struct Ends: Sendable {
        var certificate: Int64?
        var authority: Int64?
        var isSound: Bool?
    }

    private let ends = Mutex(Ends())
    private let rotations: MetricFamily<Counter>
    private let failures: Counter

    /// Registers everything.
    package init(_ registry: MetricsRegistry) {
        let prefix = "kopia_maintenance_controller_certificate"
        rotations = registry.counters(
            "\(prefix)_rotations_total",
            help: "Certificates that were issued, and authorities that began to sign.",
            labels: ["certificate"]
        )
        failures = registry.counter("\(prefix)_failures_total", help: "Looks at the certificates that failed.")
        for certificate in ["serving", "authority"] { _ = rotations.child(certificate) }
        registry.observe(
            .gauge,
            "\(prefix)_expiry_timestamp_seconds",
            help: "When the webhook's serving certificate ends, in unix time."
        ) { [self] in ends.withLock { $0.certificate.map(Double.init) } }
        registry.observe(
            .gauge,
            "kopia_maintenance_controller_authority_expiry_timestamp_seconds",
            help: "When the authority of the webhook's certificate ends, in unix time."
        ) { [self] in ends.withLock { $0.authority.map(Double.init) } }
        registry.observe(
            .gauge,
            "\(prefix)_sound",
            help: "1 if the webhook's certificate is in place and trusted by every configuration, else 0."
        ) { [self] in ends.withLock { $0.isSound.map { $0 ? 1 : 0 } } }
    }

    /// Takes what a look found.
    func looked(_ plan: CertificatePlan) {
        ends.withLock {
            $0 = Ends(certificate: plan.certificateEnd, authority: plan.authorityEnd, isSound: plan.isSound)
        }
    }

    /// Counts what a step brought.
    func did(_ step: CertificateStep) {
        switch step {
        case .issue: rotations.child("serving").increment()
        case .keepAuthorities(_, let making, let changes):
            if making == .signer || changes.contains(.promoted) { rotations.child("authority").increment() }
        case .trust, .publish: break
        }
    }

    /// Counts a look that failed.
    func failed() { failures.increment() }

    /// Forgets what was found: another replica leads.
    func stopped() { ends.withLock { $0 = Ends() } }
}
