import KubernetesAPI
package import KubernetesClient
package import Logging
import Synchronization
import WebhookCertificates

/// Looks after the certificates for as long as this replica leads.
///
/// It looks when one of the objects changes, when something is due, and now and then.
package final class CertificateLoop: Sendable {
    /// What a watch may have missed is seen after so long; five requests that find nothing.
    private static let resync = Duration.seconds(600)
    /// How often something is tried that only an administrator can mend.
    private static let slowRetry = Duration.seconds(60)

    /// How many writes may follow each other, and how long each takes to be allowed again.
    ///
    /// Whoever else writes the same objects (an injector of cert-manager, say) answers every write. A change of the
    /// authority takes ten.
    private static let writes = TokenBucket(capacity: 60, interval: .seconds(1))

    private let client: APIClient
    private let keeper: CertificateKeeper
    private let herald: CertificateHerald
    private let selections: [ObjectSelection]
    private let queue: DelayedQueue<ObjectKey>
    private let key: ObjectKey
    private let metrics: CertificateMetrics
    private let clock: @Sendable () -> Int64
    private let time: TimeSource
    private let logger: Logger
    private let budget = Mutex(CertificateLoop.writes)

    /// A loop that has not begun.
    ///
    /// - Parameters:
    ///   - client: for reading.
    ///   - writer: for writing; fenced by leadership.
    ///   - duty: where the certificates live, and what they are to be like.
    ///   - metrics: expiry, rotations and failures.
    ///   - clock: unix seconds.
    ///   - record: takes events.
    ///   - time: the clock by which looks are due.
    ///   - logger: gets what was done.
    package init(
        client: APIClient,
        writer: APIClient,
        duty: CertificateDuty,
        metrics: CertificateMetrics,
        clock: @escaping @Sendable () -> Int64,
        record: @escaping @Sendable (ClusterEvent) -> Void,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let key = ObjectKey(namespace: duty.objects.namespace, name: duty.objects.servingSecret)
        self.client = client
        self.key = key
        queue = DelayedQueue<ObjectKey>(time: time)
        self.metrics = metrics
        self.clock = clock
        self.time = time
        self.logger = logger
        let herald = CertificateHerald(subject: key, metrics: metrics, record: record, logger: logger)
        self.herald = herald
        keeper = CertificateKeeper(client: writer, duty: duty, clock: clock) { herald.tell($0) }
        selections = Self.selections(duty.objects)
    }

    /// Works until the task is cancelled; only a leader does.
    package func run() async {
        queue.add(key)
        await withTaskGroup { group in
            for selection in selections {
                group.addTask { [client, queue, key] in
                    await Reflector(client: client, selection: selection, onChange: { _ in queue.add(key) }).run()
                }
            }
            group.addTask { [self] in await queue.run(workers: 1) { [self] _ in await look() } }
        }
        metrics.stopped()
    }

    private func look() async -> QueueOutcome {
        let delay = budget.withLock { $0.delay(now: time.now()) }
        if delay > .zero { _ = try? await time.sleep(delay) }
        defer {
            for _ in 0..<herald.takeWrites() { budget.withLock { _ = $0.reserve(now: time.now()) } }
        }
        do throws(CertificateTrouble) {
            let plan = try await keeper.tend()
            let wait = plan.wakeUp.map { Duration.seconds(max(0, $0 - clock())) } ?? Self.resync
            return .again(after: min(wait, Self.resync))
        } catch {
            return outcome(of: error)
        }
    }

    private func outcome(of trouble: CertificateTrouble) -> QueueOutcome {
        var floor = Duration.zero
        if case .cluster(let error, _) = trouble {
            switch error.disposition {
            case .cancelled: return Task.isCancelled ? .interrupted : .failed()
            case .forbidden, .unauthorized, .terminal: floor = Self.slowRetry
            default: floor = error.retryFloor
            }
        }
        metrics.failed()
        logger.error("cannot look after the certificates", metadata: ["reason": "\(trouble)"])
        return .failed(floor: floor)
    }

    /// Each object by its name, so that roles can be limited to it; of the Secrets only the metadata is watched.
    private static func selections(_ objects: CertificateObjects) -> [ObjectSelection] {
        let secrets = [objects.authoritySecret, objects.servingSecret].map { name in
            ObjectSelection(
                .secrets,
                namespace: objects.namespace,
                fieldSelector: "metadata.name=\(name)",
                metadataOnly: true
            )
        }
        return secrets
            + objects.configurations.map { name in
                ObjectSelection(name.resource, fieldSelector: "metadata.name=\(name.name)", metadataOnly: true)
            }
    }
}
