import FoundationEssentials
package import KopiaMaintenance
import KubernetesAPI
package import KubernetesClient
package import Logging
package import Telemetry

/// The controller put together: client, election, loop.
package struct ControllerParts: Sendable {
    private let client: APIClient
    private let elector: LeaderElector?
    private let loop: ControllerLoop
    private let recorder: EventRecorder
    private let certificates: CertificateLoop?

    /// Puts a controller together; nothing is asked of the cluster yet.
    ///
    /// - Parameters:
    ///   - configuration: the cluster.
    ///   - election: how replicas agree; nil for the only one.
    ///   - namespace: the only namespace to look at; nil for all.
    ///   - planner: decides.
    ///   - workers: how many objects are looked at at once.
    ///   - rateLimit: at most so many requests; nil leaves fairness to the API server.
    ///   - certificates: the webhook's certificates; nil if somebody else looks after them.
    ///   - registry: gets the controller's metrics.
    ///   - logger: gets what was done.
    package init(
        configuration: ClientConfiguration,
        election: LeaderElectionSettings?,
        namespace: String?,
        planner: Planner,
        workers: Int,
        rateLimit: ClientTuning.RateLimit?,
        certificates: CertificateDuty? = nil,
        registry: MetricsRegistry,
        logger: Logger
    ) {
        var tuning = ClientTuning()
        tuning.rateLimit = rateLimit
        // Each worker has one beside those of events, certificates and lists.
        tuning.connections += workers
        if let election { tuning.leaseTimeout = election.requestTimeout }
        let metrics = ControllerMetrics(registry, zone: planner.zone)
        let client = APIClient(configuration, tuning: tuning, logger: logger, observe: metrics.requested)
        let elector = election.map { LeaderElector(client: client, settings: $0) }
        let writer = client.fenced { elector?.isLeading ?? true }
        let instance = election?.identity ?? ProcessInfo.processInfo.hostName
        let recorder = EventRecorder(client: writer, controller: PlanExecutor.fieldManager, instance: instance)
        self.recorder = recorder
        self.client = client
        self.elector = elector
        loop = ControllerLoop(
            client: client,
            writer: writer,
            namespace: namespace,
            planner: planner,
            workers: workers,
            metrics: metrics,
            clock: { Int64(Date().timeIntervalSince1970) },
            record: { event, object in recorder.record(ClusterEvent(event, about: object)) },
            logger: logger
        )
        self.certificates = certificates.map { duty in
            CertificateLoop(
                client: client,
                writer: writer,
                duty: duty,
                metrics: CertificateMetrics(registry),
                clock: { Int64(Date().timeIntervalSince1970) },
                record: { recorder.record($0) },
                logger: logger
            )
        }
        let loop = loop
        registry.observe(
            .gauge,
            "kopia_maintenance_controller_queue_length",
            help: "Objects that are due or being looked at."
        ) {
            Double(loop.statistics.due + loop.statistics.running)
        }
        registry.observe(.gauge, "kopia_maintenance_controller_leader", help: "1 if this replica works, else 0.") {
            elector?.isLeading ?? true ? 1 : 0
        }
    }

    /// Works until the task is cancelled.
    package func run() async {
        await withTaskGroup { group in
            group.addTask(executorPreference: ClientThread.executor) { await loop.watch() }
            group.addTask(executorPreference: ClientThread.executor) { await recorder.run() }
            group.addTask {
                guard let elector else { return await work() }
                await elector.run { await work() }
            }
        }
    }

    /// What only a leader does.
    private func work() async {
        await withTaskGroup { group in
            group.addTask(executorPreference: ClientThread.executor) { await loop.work() }
            if let certificates { group.addTask { await certificates.run() } }
        }
    }

    /// Ends all connections.
    package func shutdown() async { await client.shutdown() }

    /// True if this replica works; false if it stands by.
    package var isLeading: Bool { elector?.isLeading ?? true }

    /// True if there is nothing to do: every list is there, and nothing is due, or it is for another replica.
    package var isAtRest: Bool { loop.hasSynced && (!isLeading || loop.isIdle) }

    /// Why the controller is not ready; nil if it is.
    package var obstacle: String? {
        guard !loop.hasSynced else { return nil }
        let waiting = loop.watches.filter { !$0.status.hasSynced }
        let reasons = waiting.map { "\($0.resource)\($0.status.lastError.map { ": \($0)" } ?? "")" }
        return "waiting for lists of \(reasons.joined(separator: "; "))"
    }
}

extension ClusterEvent {
    /// An event of a plan, about an object.
    fileprivate init(_ event: Event, about object: JSONValue) {
        self.init(
            regarding: ObjectReference(to: object),
            kind: event.level == .normal ? .normal : .warning,
            reason: event.reason,
            action: "Reconcile",
            note: event.note
        )
    }
}
