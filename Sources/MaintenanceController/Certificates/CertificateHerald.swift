import KubernetesClient
import Logging
import Synchronization
import WebhookCertificates

/// Tells of what became of the certificates: in the log, as events about the Secret that the webhook mounts, and in
/// metrics.
final class CertificateHerald: Sendable {
    private let subject: ObjectKey
    private let metrics: CertificateMetrics
    private let record: @Sendable (ClusterEvent) -> Void
    private let logger: Logger
    /// What was missing the last time, so that it is said once.
    private let missing = Mutex<[WebhookConfigurationName]>([])
    private let writes = Mutex(0)

    init(
        subject: ObjectKey,
        metrics: CertificateMetrics,
        record: @escaping @Sendable (ClusterEvent) -> Void,
        logger: Logger
    ) {
        self.subject = subject
        self.metrics = metrics
        self.record = record
        self.logger = logger
    }

    /// Tells of it.
    func tell(_ report: CertificateReport) {
        switch report {
        case .looked(let plan, let observation):
            metrics.looked(plan)
            let isNews = missing.withLock { last in
                defer { last = observation.missing }
                return last != observation.missing
            }
            if isNews { tell(CertificateNews.missing(observation.missing), observation) }
        case .did(let step, let observation):
            writes.withLock { $0 += 1 }
            metrics.did(step)
            tell(step.news, observation)
        }
    }

    /// How many writes were told of since this was last asked.
    func takeWrites() -> Int {
        writes.withLock { writes in
            defer { writes = 0 }
            return writes
        }
    }

    private func tell(_ news: [CertificateNews], _ observation: CertificateObservation) {
        for item in news {
            logger.log(
                level: item.isWarning ? .warning : .notice,
                item.isWarning ? "the certificates were not as they should be" : "changed the certificates",
                metadata: ["reason": "\(item.reason)", "note": "\(item.note)"]
            )
            record(
                ClusterEvent(
                    regarding: ObjectReference(
                        apiVersion: "v1",
                        kind: "Secret",
                        namespace: subject.namespace,
                        name: subject.name,
                        uid: observation.serving.uid ?? ""
                    ),
                    kind: item.isWarning ? .warning : .normal,
                    reason: item.reason,
                    action: "KeepCertificates",
                    note: item.note
                )
            )
        }
    }
}
