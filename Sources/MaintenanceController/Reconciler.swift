package import KopiaMaintenance
import KubernetesAPI
package import KubernetesClient
package import Logging

/// Brings one object to where its plan wants it: observe, plan, perform.
package struct Reconciler: Sendable {
    private let view: ClusterView
    private let planner: Planner
    private let executor: PlanExecutor
    private let client: APIClient
    private let turns: RepositoryLocks
    private let metrics: ControllerMetrics
    private let growths = RefusedGrowths()
    private let clock: @Sendable () -> Int64
    private let logger: Logger

    /// A reconciler of these parts.
    package init(
        view: ClusterView,
        planner: Planner,
        executor: PlanExecutor,
        client: APIClient,
        metrics: ControllerMetrics,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) {
        self.view = view
        self.planner = planner
        self.executor = executor
        self.client = client
        turns = RepositoryLocks()
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
    }

    /// Does what is to be done about one object now.
    ///
    /// All objects of one repository take turns, so that two workers never decide about it from the same view.
    ///
    /// - Returns: when to look again although nothing has changed.
    package func reconcile(_ key: ObjectKey) async throws(KubernetesError) -> Requeue {
        guard let object = view.maintenances.object(key).map(KopiaMaintenance.init) else { return .awaitChange }
        let repository = "\(key.namespace)/\(object.spec.repository.secretName ?? "")"
        await turns.lock(repository)
        defer { turns.unlock(repository) }
        guard var observation = view.observation(of: key) else { return .awaitChange }
        observation.growthRefusal = growths.refusal(for: observation)
        let now = clock()
        observation.jobs = try await withReports(observation.jobs, of: observation.object, now: now)
        var plan = planner.plan(observation, now: now)
        // An object that is being deleted takes its runs with it, whatever they do.
        if plan.dependsOnRuns, !observation.object.metadata.isBeingDeleted {
            // A view may lag behind: what starts or ends a run is decided on what the API server says at this moment.
            let live = try await liveJobs(besides: observation.jobs, in: key.namespace)
            guard var fresh = view.observation(of: key, liveJobs: live) else { return .awaitChange }
            let now = clock()
            fresh.jobs = try await withReports(fresh.jobs, of: fresh.object, now: now)
            fresh.growthRefusal = observation.growthRefusal
            fresh.placement = try await placement(for: fresh, in: key.namespace)
            fresh.scripts.obsolete = try await unused(fresh.scripts.obsolete, live, in: key.namespace)
            observation = fresh
            plan = planner.plan(fresh, now: now)
        }
        guard let refusal = try await perform(plan, for: observation.object, key) else { return plan.requeue }
        return try await tell(refusal, observation, key)
    }

    /// Brings a refusal to the user's knowledge: there is nobody else who could do something about it.
    private func tell(
        _ refusal: Refusal,
        _ observation: Observation,
        _ key: ObjectKey
    ) async throws(KubernetesError) -> Requeue {
        if case .grow = refusal.action {
            growths.note(refusal.message, for: observation)
            logger.info("did not grow a claim", metadata: ["object": "\(key)", "reason": "\(refusal.message)"])
            // The claim is used as it is; with that known, the rest of the plan is made anew.
            return .after(.zero)
        }
        var observation = observation
        observation.refusal = "\(refusal.action.name.dropFirst("apply ".count)): \(refusal.message)"
        var plan = planner.plan(observation, now: clock())
        plan.actions.removeAll { !$0.isReport }
        _ = try await perform(plan, for: observation.object, key)
        throw refusal.error
    }

    /// Where a run must be, if a volume of it may be in use on one node only.
    private func placement(
        for observation: Observation,
        in namespace: String
    ) async throws(KubernetesError) -> VolumePlacement? {
        let claims = observation.claimsOnOneNode
        guard !claims.isEmpty else { return nil }
        let pods = try await client.list(ObjectSelection(.pods, namespace: namespace)) { $0.withoutManagedFields }
        return VolumePlacement(besideUsersOf: claims, among: pods.items)
    }

    /// Those of the scripts' ConfigMaps that no Job and no pod needs: pods may outlive their Jobs.
    private func unused(
        _ configMaps: [JSONValue],
        _ jobs: [JSONValue],
        in namespace: String
    ) async throws(KubernetesError) -> [JSONValue] {
        guard !configMaps.isEmpty else { return [] }
        let selection = ObjectSelection(
            .pods,
            namespace: namespace,
            labelSelector: "\(ManagedLabels.maintenance)=true",
            // What has ended mounts nothing any more.
            fieldSelector: "status.phase!=Succeeded,status.phase!=Failed"
        )
        let pods = try await client.list(selection) { $0.withoutManagedFields }.items
        let named = Set((jobs + pods).flatMap(\.scripts))
        return configMaps.filter { !named.contains($0["metadata"]?["name"]?.string ?? "") }
    }

    /// The Jobs that may run, the failed ones, and those that are believed to run and have succeeded meanwhile: with its
    /// CronJob such a Job would go before anybody has seen how it ended.
    private func liveJobs(
        besides known: [ObservedJob],
        in namespace: String
    ) async throws(KubernetesError) -> [JSONValue] {
        var jobs = try await list(Self.unsuccessfulJobs(in: namespace))
        let uids = Set(jobs.map { ObservedJob($0).uid })
        for job in known where job.isUnfinished && !uids.contains(job.uid) {
            let selection = ObjectSelection(.jobs, namespace: namespace, fieldSelector: "metadata.name=\(job.name)")
            jobs += try await list(selection).filter { ObservedJob($0).uid == job.uid }
        }
        return jobs
    }

    private func list(_ selection: ObjectSelection) async throws(KubernetesError) -> [JSONValue] {
        try await client.list(selection) { $0.withoutManagedFields.withShortTexts }.items
    }

    /// The Jobs that may run, and the failed ones: a namespace may keep thousands that succeeded, of which each is as
    /// large as its script (`status.successful`, pkg/apis/batch/v1/conversion.go).
    private static func unsuccessfulJobs(in namespace: String) -> ObjectSelection {
        ObjectSelection(
            .jobs,
            namespace: namespace,
            labelSelector: "\(ManagedLabels.maintenance)=true",
            fieldSelector: "status.successful=0"
        )
    }

    /// Makes the changes of a plan, up to the first that is refused for good.
    private func perform(
        _ plan: Plan,
        for object: KopiaMaintenance,
        _ key: ObjectKey
    ) async throws(KubernetesError) -> Refusal? {
        var object = object
        for action in plan.actions {
            let wasThere = view.has(targetOf: action, in: key.namespace)
            let stored: (kind: OwnedKind?, object: JSONValue)?
            do {
                stored = try await executor.perform(action, for: object)
            } catch {
                guard let refusal = Refusal(of: action, error) else { throw error }
                return refusal
            }
            metrics.did(action, for: key, wasThere: wasThere)
            logger.info("did", metadata: ["object": "\(key.namespace)/\(key.name)", "action": "\(action.name)"])
            guard let stored else { continue }
            view.note(written: stored.object, kind: stored.kind)
            // Later changes of the plan are made to the object as it is now.
            if stored.kind == nil { object = KopiaMaintenance(stored.object) }
        }
        return nil
    }

    /// Adds why runs failed, for those that the status does not know yet, and why others do not begin.
    private func withReports(
        _ jobs: [ObservedJob],
        of object: KopiaMaintenance,
        now: Int64
    ) async throws(KubernetesError) -> [ObservedJob] {
        let accounted = MaintenanceStatus(of: object).accountedJobs ?? []
        let reader = RunReportReader(client)
        var all = jobs
        for (index, job) in jobs.enumerated() {
            if case .failed = job.phase, !accounted.contains(job.uid) {
                all[index].report = try await reader.report(of: job)
            } else if case .unexplained(let subject, _) = StartVerdict(job, now: now) {
                all[index].start.complaint = try await reader.obstacle(to: subject, in: job.metadata.namespace ?? "")
            }
        }
        return all
    }
}

extension Plan {
    /// True if a Job may begin to run because of this plan, be stopped, go with its CronJob while it runs, or lose its
    /// scripts.
    fileprivate var dependsOnRuns: Bool {
        actions.contains { action in
            switch action {
            case .release, .takeBack, .delete(kind: .cronJob, _, _), .delete(kind: .configMap, _, _): true
            case .apply(let object): object["kind"] == "Job"
            default: false
            }
        }
    }
}

extension Action {
    /// True for what is only said.
    fileprivate var isReport: Bool {
        switch self {
        case .record, .countFailure, .writeStatus: true
        default: false
        }
    }

    /// The action in a few words, for the log; never a part of an object beside its name.
    fileprivate var name: String {
        switch self {
        case .apply(let object): "apply \(object["kind"]?.string ?? "") \(object["metadata"]?["name"]?.string ?? "")"
        case .adopt(let kind, let name, _): "adopt \(kind.rawValue) \(name)"
        case .release(let job, _, _): "release Job \(job)"
        case .takeBack(let job, _): "take back Job \(job)"
        case .hold(let cronJob, _): "hold CronJob \(cronJob)"
        case .grow(let claim, _, _): "grow PersistentVolumeClaim \(claim)"
        case .delete(let kind, let name, _): "delete \(kind.rawValue) \(name)"
        case .record(let event): "record \(event.reason)"
        case .countFailure(_, let word): "count \(word)"
        case .writeStatus: "write status"
        case .addFinalizer: "add finalizer"
        case .removeFinalizer: "remove finalizer"
        case .removeAnnotation(let name): "remove annotation \(name)"
        }
    }
}
