package import KopiaMaintenance
package import KubernetesAPI
package import KubernetesClient
package import Logging

/// The controller at work: watches fill the view, changes wake keys, workers reconcile them.
package final class ControllerLoop: Sendable {
    private let view: ClusterView
    private let queue: DelayedQueue<ObjectKey>
    private let reconciler: Reconciler
    private let reflectors: [Reflector]
    private let workers: Int
    private let metrics: ControllerMetrics
    private let logger: Logger

    /// A controller that has not begun.
    ///
    /// - Parameters:
    ///   - client: for reading.
    ///   - writer: for writing; fenced by leadership.
    ///   - namespace: the only namespace to look at; nil for all.
    ///   - planner: decides.
    ///   - workers: how many objects are reconciled at once.
    ///   - metrics: counts.
    ///   - clock: unix seconds.
    ///   - record: takes events about objects.
    ///   - time: the clock by which keys are due.
    ///   - logger: gets what was done.
    package init(
        client: APIClient,
        writer: APIClient,
        namespace: String?,
        planner: Planner,
        workers: Int,
        metrics: ControllerMetrics,
        clock: @escaping @Sendable () -> Int64,
        record: @escaping @Sendable (Event, JSONValue) -> Void,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let view = ClusterView()
        let queue = DelayedQueue<ObjectKey>(time: time)
        self.view = view
        self.queue = queue
        self.workers = workers
        self.metrics = metrics
        self.logger = logger
        reconciler = Reconciler(
            view: view,
            planner: planner,
            executor: PlanExecutor(client: writer, record: record, logger: logger),
            client: writer,
            metrics: metrics,
            clock: clock,
            logger: logger
        )
        reflectors =
            Self.reflectors(client, namespace, view, queue, metrics)
            + [Self.podReflector(client, namespace, view, queue, clock)]
    }

    /// True once every watch has delivered what there was.
    package var hasSynced: Bool { reflectors.allSatisfy(\.hasSynced) }

    /// How every watch is doing, by resource.
    package var watches: [(resource: String, status: ReflectorStatus)] {
        reflectors.map { ($0.selection.resource.plural, $0.status) }
    }

    /// True if nothing is due, and nothing being looked at.
    package var isIdle: Bool { statistics.due + statistics.running == 0 }

    /// How the queue is doing.
    package var statistics: DelayedQueue<ObjectKey>.Statistics { queue.statistics }

    /// Keeps the view current until the task is cancelled; a standby does so too, to be ready.
    package func watch() async {
        await withTaskGroup { group in
            for reflector in reflectors { group.addTask { await reflector.run() } }
        }
    }

    /// Reconciles until the task is cancelled; only a leader does.
    package func work() async {
        for reflector in reflectors where await !reflector.waitUntilSynced() { return }
        for (number, object) in view.maintenances.objects.enumerated() {
            queue.add(object.key, isUrgent: view.isAwaited(object.key))
            if number.isMultiple(of: Self.keysInARow) { await Task.yield() }
        }
        await queue.run(workers: workers) { [self] key in await reconcile(key) }
    }

    private func reconcile(_ key: ObjectKey) async -> QueueOutcome {
        let start = ContinuousClock.now
        do throws(KubernetesError) {
            let requeue = try await reconciler.reconcile(key)
            metrics.reconciled("success", in: ContinuousClock.now - start)
            switch requeue {
            case .awaitChange: return .done
            case .after(let delay): return .again(after: delay)
            }
        } catch {
            return outcome(of: error, for: key, after: ContinuousClock.now - start)
        }
    }

    /// What a failed write means for the key; the client has classified it already.
    private func outcome(of error: KubernetesError, for key: ObjectKey, after duration: Duration) -> QueueOutcome {
        let object: Logger.MetadataValue = "\(key.namespace)/\(key.name)"
        switch error.disposition {
        // Held back by a lost lead, work ends within moments; until then nothing is gained by trying at once.
        case .cancelled: return Task.isCancelled ? .interrupted : .failed()
        case .conflict, .alreadyExists, .notFound, .expired:
            // The view was behind; the watch that brings it up to date also wakes the key.
            metrics.reconciled("conflict", in: duration)
            logger.debug("looked again", metadata: ["object": object, "reason": "\(error)"])
            return .failed()
        case .namespaceTerminating:
            metrics.reconciled("success", in: duration)
            return .done
        case .retry(let floor):
            metrics.reconciled("error", in: duration)
            logger.warning("will try again", metadata: ["object": object, "error": "\(error)"])
            return .failed(floor: floor)
        case .unauthorized, .forbidden:
            // A right may be missing because the API server has only just started and not read the roles yet.
            metrics.reconciled("error", in: duration)
            logger.error("is not allowed to go on", metadata: ["object": object, "error": "\(error)"])
            return .failed()
        case .terminal:
            metrics.reconciled("error", in: duration)
            logger.error("cannot go on", metadata: ["object": object, "error": "\(error)"])
            return .failed(floor: Self.slowRetry)
        }
    }

    /// So many keys are added before others have their turn.
    private static let keysInARow = 256

    /// How often something is tried that only an administrator can mend.
    private static let slowRetry: Duration = .seconds(60)
}

// MARK: - Watches

extension ControllerLoop {
    private static func reflectors(
        _ client: APIClient,
        _ namespace: String?,
        _ view: ClusterView,
        _ queue: DelayedQueue<ObjectKey>,
        _ metrics: ControllerMetrics
    ) -> [Reflector] {
        let labels = "\(ManagedLabels.maintenance)=true"
        // Whoever waits for an object does not wait for all others, however many runs have just ended.
        let wake: @Sendable (Set<ObjectKey>) -> Void = { keys in
            for key in keys { queue.add(key, isUrgent: view.isAwaited(key)) }
        }
        return [
            reflector(client, .maintenances, namespace, view.maintenances) { change in
                metrics.maintenanceChanged(change)
                wake(view.concerned(byMaintenance: change.object))
                guard case .updated(_, let previous) = change else { return }
                wake(view.concerned(byMaintenance: previous.json))
            },
            reflector(client, .cronJobs, namespace, view.cronJobs, labels) { wake(view.concerned(byOwned: $0.object)) },
            reflector(client, .jobs, namespace, view.jobs, labels) { change in
                let job = change.object
                for owner in view.owners(of: job).compactMap({ ObjectKey(of: $0) }) {
                    metrics.jobChanged(change, of: owner)
                }
                wake(view.concerned(byOwned: job))
            },
            reflector(client, .serviceAccounts, namespace, view.serviceAccounts, labels) { _ in },
            reflector(client, .persistentVolumeClaims, namespace, view.claims) {
                existence($0, view, wake) { .claim($0) }
            },
            reflector(client, .secrets, namespace, view.secrets, metadataOnly: true) {
                existence($0, view, wake) { .secret($0) }
            },
            reflector(client, .configMaps, namespace, view.configMaps, metadataOnly: true) {
                existence($0, view, wake) { .configMap($0) }
            },
            reflector(client, .configMaps, namespace, view.scripts, labels) { change in
                // Made by the first of its users; that of another release goes when its last user is looked at.
                if case .deleted = change { wake(view.users(ofScriptsIn: change.key.namespace)) }
            },
        ]
    }

    /// Watches the pods of runs that have not begun: there are few at any time, for each is forgotten when it begins.
    ///
    /// What happens to a pod in its first moments is of no interest; whether it begins in time is looked at then.
    private static func podReflector(
        _ client: APIClient,
        _ namespace: String?,
        _ view: ClusterView,
        _ queue: DelayedQueue<ObjectKey>,
        _ clock: @escaping @Sendable () -> Int64
    ) -> Reflector {
        let selection = ObjectSelection(
            .pods,
            namespace: namespace,
            labelSelector: "\(ManagedLabels.maintenance)=true",
            fieldSelector: "status.phase=Pending"
        )
        return Reflector(client: client, selection: selection, store: view.pods, transform: { $0.withStartOnly }) {
            change in
            let pod = change.object
            let age = ObservedPod(pod).createdAt.map { clock() - $0 } ?? 0
            let rest = max(0, StartVerdict.patience - age)
            if case .added = change {} else if rest > 0 { return }
            for owner in view.owners(of: pod).compactMap({ ObjectKey(of: $0) }) {
                queue.add(owner, after: .seconds(rest))
            }
        }
    }

    private static func reflector(
        _ client: APIClient,
        _ resource: APIResource,
        _ namespace: String?,
        _ store: ObjectStore,
        _ labels: String = "",
        metadataOnly: Bool = false,
        onChange: @escaping @Sendable (StoreChange) -> Void
    ) -> Reflector {
        let selection = ObjectSelection(
            resource,
            namespace: namespace,
            labelSelector: labels,
            metadataOnly: metadataOnly
        )
        return Reflector(
            client: client,
            selection: selection,
            store: store,
            transform: { metadataOnly ? $0.nameOnly : $0.withoutManagedFields.withShortTexts },
            onChange: onChange
        )
    }

    /// Wakes whoever refers to something that came or went; a change of its content concerns nobody here.
    private static func existence(
        _ change: StoreChange,
        _ view: ClusterView,
        _ wake: (Set<ObjectKey>) -> Void,
        _ make: (String) -> Dependency
    ) {
        if case .updated = change { return }
        wake(view.concerned(by: make(change.key.name), in: change.key.namespace))
    }
}

extension JSONValue {
    /// The object reduced to what tells that it is there.
    fileprivate var nameOnly: JSONValue {
        let metadata = self["metadata"]
        let kept = ["name", "namespace", "uid", "resourceVersion"].map { ($0, metadata?[$0] ?? .null) }
        return ["metadata": .object(JSONObject(members: kept))]
    }
}
