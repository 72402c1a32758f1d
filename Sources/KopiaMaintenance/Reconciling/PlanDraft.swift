import KubernetesAPI

/// A plan in the making: each step adds actions and settles a part of the status.
struct PlanDraft {
    let basis: PlanBasis

    /// In which state the object is, as far as it has been decided.
    var situation: Situation = .idle

    /// The status as it will be written.
    var status: MaintenanceStatus

    /// What is done before the status is written.
    var actions: [Action] = []

    /// What is done once the status has the outcome of what goes.
    var afterStatus: [Action] = []

    /// When the CronJob's deadline may be another one.
    var endOfShortDeadline: Int64?

    /// Until when a run by hand waits for a slot that may still begin.
    var endOfStraggling: Int64?

    /// When the next finished Job has been kept for as long as the user wants it.
    var nextExpiry: Int64?

    /// Why a run failed whose end is settled now, the last of several.
    private var lastFailure: String?

    init(_ basis: PlanBasis) {
        self.basis = basis
        status = MaintenanceStatus(of: basis.object)
    }

    /// Deletes a Job that has ended or waits, once the status has its outcome.
    mutating func delete(_ job: ObservedJob) {
        let deletion = Action.delete(kind: .job, name: job.name, uid: job.uid)
        guard !job.metadata.isBeingDeleted, !afterStatus.contains(deletion) else { return }
        afterStatus.append(deletion)
    }
}

// MARK: - Before the decision

extension PlanDraft {
    /// Makes sure that the object cannot vanish before what was made for it.
    mutating func protect() {
        if !basis.object.metadata.finalizers.contains(APINames.finalizer) { actions.append(.addFinalizer) }
    }

    /// Brings the ends of runs into the status.
    mutating func settleRuns() {
        let account = RunAccount(
            status,
            jobs: basis.observation.jobs,
            lastSuccess: basis.ownCronJobs.compactMap(\.lastSuccess).max(),
            names: basis.rendering.names,
            tag: basis.tag,
            owner: basis.object.metadata.uid
        )
        status = account.status
        lastFailure = account.lastFailure
        if status.lastManualFailure != basis.tag { status.lastManualFailure = nil }
        actions += account.events.map(Action.record) + account.failures
    }

    /// Forgets failures if the user asks for it.
    ///
    /// The request is taken away last: a crash repeats it.
    mutating func resetIfAsked() {
        guard basis.object.metadata.annotation(APINames.resetFailuresAnnotation) == "true" else { return }
        status.maintenanceFailures = 0
        status.lastManualFailure = nil
        actions.append(.record(.normal("FailuresReset", "failures are forgotten as asked by annotation")))
        afterStatus.append(.removeAnnotation(APINames.resetFailuresAnnotation))
    }
}

// MARK: - After the decision

extension PlanDraft {
    /// Makes what runs need, while runs are wanted.
    mutating func applySupport() {
        switch situation {
        case .invalid, .foreign, .disabled, .idle, .missing: return
        default: break
        }
        let support = RunSupport(basis)
        if let taken = support.taken { situation = taken }
        insert(support.actions)
    }

    /// Makes the scripts be there for what names them, and removes those that nobody needs any more.
    mutating func applyScripts() {
        if needsScripts {
            insert(
                basis.observation.scripts.actions(
                    for: SharedScripts.User(basis.object),
                    in: basis.object.metadata.namespace
                )
            )
        }
        afterStatus += basis.observation.scripts.obsolete.compactMap(\.living).map {
            .delete(kind: .configMap, name: $0.name ?? "", uid: $0.uid ?? "")
        }
    }

    /// True if pods of the object mount the scripts, or will.
    private var needsScripts: Bool {
        let observation = basis.observation
        let jobs = observation.jobs.filter(\.isUnfinished).map(\.json)
        let wished = actions.compactMap { if case .apply(let object) = $0 { object } else { nil } }
        return (observation.cronJobs + jobs + wished).contains { $0.scripts.contains(ScriptsConfigMap.name) }
    }

    /// Puts actions before what refers to what they make: a pod's parts must be there before the pod.
    private mutating func insert(_ support: [Action]) {
        let first = actions.firstIndex { action in
            switch action {
            case .apply, .release: true
            default: false
            }
        }
        actions.insert(contentsOf: support, at: first ?? actions.endIndex)
    }

    /// Keeps as many finished Jobs as the history limits say, and as long as the user wants them.
    mutating func pruneJobs() {
        let history = JobHistory(basis, status)
        for job in history.surplus { delete(job) }
        nextExpiry = history.nextExpiry
    }

    /// Writes the status if it changed, says what is new, and closes the plan.
    mutating func finish() -> Plan {
        if let refusal = basis.observation.refusal {
            situation = .refused(refusal)
            if basis.observation.cronJobs.isEmpty { status.activeCronJob = nil }
        }
        tellBlockedRun()
        if situation.isWithoutCronJob { status.activeCronJob = nil }
        let generation = basis.object.metadata.generation
        status.observedGeneration = generation
        let next = nextRun
        status.nextScheduledMaintenance = next.map { Timestamp.string(fromUnixSeconds: $0) }
        let report = ConditionReport(
            basis,
            situation,
            failures: FailureRow(status.maintenanceFailures, last: lastFailure, before: status)
        )
        actions += report.announcements.map(Action.record)
        status.conditions = ConditionHistory.conditions(
            report.facts,
            after: status.conditions,
            generation: generation,
            now: basis.now
        )
        if !status.isContained(in: MaintenanceStatus(of: basis.object)) {
            status.lastReconcileTime = Timestamp.string(fromUnixSeconds: basis.now)
            actions.append(.writeStatus(status.json))
        }
        return Plan(actions: actions + afterStatus, requeue: requeue(next: next))
    }

    /// Says of an object that is as its spec wants it, or will be, that its run cannot begin.
    private mutating func tellBlockedRun() {
        guard let run = basis.blockedRun else { return }
        switch situation {
        case .scheduled(let cronJob): situation = .blocked(run, cronJob: cronJob)
        // A Job that somebody made from the CronJob may be the one that the schedule stands back beside.
        // So may one that was requested, while failures hold the schedule.
        case .standingBack, .held: situation = .blocked(run, cronJob: status.activeCronJob)
        case .manualRunning, .manualWaiting, .manualDone, .idle: situation = .blocked(run, cronJob: nil)
        default: break
        }
    }

    /// Looks again once the next slot has passed, for a run that was missed changes nothing that a watch would tell of;
    /// when slots from before a change have come out of reach; when a run should have begun; and when a finished Job is to
    /// go.
    private func requeue(next: Int64?) -> Requeue {
        let starts = basis.starts.compactMap { $0.verdict.nextLook(after: basis.now) }
        let times = [next.map { $0 + 1 }, endOfShortDeadline, endOfStraggling, nextExpiry]
        return (times.compactMap(\.self) + starts).min()
            .map { .after(.seconds(max(1, $0 - basis.now))) } ?? .awaitChange
    }

    /// The next start by the schedule; none while nothing will start.
    private var nextRun: Int64? {
        guard let name = situation.workingCronJob, basis.jobByHand == nil,
            let text = basis.object.spec.effectiveSchedule
        else { return nil }
        let cronJob = basis.observation.cronJobs.first { ObjectMetadata($0["metadata"]).name == name }
        return NextRun(of: text, cronJob: cronJob)?.unixSeconds(after: basis.now, in: basis.zone)
    }
}

extension Situation {
    /// True where no CronJob is active.
    fileprivate var isWithoutCronJob: Bool {
        switch self {
        case .scheduled, .suspended, .held, .standingBack, .missing, .refused: false
        default: workingCronJob == nil
        }
    }

    /// The CronJob that starts runs.
    fileprivate var workingCronJob: String? {
        switch self {
        case .scheduled(let name): name
        case .blocked(_, let name): name
        default: nil
        }
    }
}
