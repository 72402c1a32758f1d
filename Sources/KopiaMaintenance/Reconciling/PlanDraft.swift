import CronSchedule
import KubernetesAPI

/// A plan in the making: each step adds actions and settles a part of the status.
struct PlanDraft {
    let observation: Observation
    private let options: RenderingOptions
    private let zone: any ZoneOffsets
    private let now: Int64
    /// The object with its defaults.
    let object: KopiaMaintenance
    let rendering: Rendering
    private(set) var validation: Validation
    private(set) var actions: [Action] = []
    private(set) var status: MaintenanceStatus
    private(set) var situation: Situation = .idle
    private var afterStatus: [Action] = []
    /// When the CronJob's deadline may be another one.
    private var endOfShortDeadline: Int64?

    init(_ observation: Observation, options: RenderingOptions, zone: any ZoneOffsets, now: Int64) {
        self.observation = observation
        self.options = options
        self.zone = zone
        self.now = now
        validation = Validation(observation.object.json)
        object = KopiaMaintenance(Defaulting(observation.object.json).object)
        rendering = Rendering(of: object, options: options)
        status = MaintenanceStatus(of: object)
    }

    /// The tag of the wanted manual run.
    var tag: String? { object.spec.trigger.manual }

    /// How the object's own waiting Jobs stand.
    var turn: RepositoryTurn {
        RepositoryTurn(observation, mayStart: object.spec.suspend != true && object.spec.enabled != false)
    }
}

// MARK: - Before the decision

extension PlanDraft {
    /// Makes sure that the object cannot vanish before what was made for it.
    mutating func protect() {
        if !object.metadata.finalizers.contains(APINames.finalizer) { actions.append(.addFinalizer) }
    }

    /// Brings the ends of runs into the status.
    mutating func settleRuns() {
        let account = RunAccount(status, jobs: observation.jobs, names: rendering.names, tag: tag)
        status = account.status
        if status.lastManualFailure != tag { status.lastManualFailure = nil }
        actions += account.events.map(Action.record)
    }

    /// Forgets failures if the user asks for it.
    ///
    /// The request is taken away last: a crash repeats it.
    mutating func resetIfAsked() {
        guard object.metadata.annotation(APINames.resetFailuresAnnotation) == "true" else { return }
        status.maintenanceFailures = 0
        status.lastManualFailure = nil
        actions.append(.record(.normal("FailuresReset", "failures are forgotten as asked by annotation")))
        afterStatus.append(.removeAnnotation(APINames.resetFailuresAnnotation))
    }

    /// The Job of that name, if it is there.
    private func ownJob(named name: String) -> ObservedJob? { observation.jobs.first { $0.name == name } }

    /// Deletes a finished Job, once the status has its outcome.
    private mutating func delete(_ job: ObservedJob) {
        let deletion = Action.delete(kind: .job, name: job.name, uid: job.uid)
        guard !job.metadata.isBeingDeleted, !afterStatus.contains(deletion) else { return }
        afterStatus.append(deletion)
    }
}

// MARK: - The decision

extension PlanDraft {
    /// Finds the situation and the actions that it asks for.
    mutating func decide() {
        guard validation.findings.isEmpty else { return situation = .invalid(validation.findings) }
        guard object.spec.enabled != false else {
            retireCronJobs(keeping: nil)
            return situation = .disabled
        }
        if tag == nil, object.spec.effectiveSchedule == nil {
            retireCronJobs(keeping: nil)
            return situation = .idle
        }
        dropStaleJobs()
        if tag != nil { decideManual() } else { decideScheduled() }
        releaseNext()
    }

    /// Removes waiting Jobs that nobody wants any more.
    ///
    /// Of another tag, of a schedule that is gone or suspended, on a repository that is no longer the object's: they have
    /// never run, and would block their CronJob for ever, or begin when nobody thinks of them any more.
    private mutating func dropStaleJobs() {
        let secret = object.spec.repository.secretName
        let current = tag.map { rendering.names.manualJob(tag: $0) }
        for job in observation.jobs where job.isUnfinished && job.isSuspended {
            let isWanted = job.isManual ? job.name == current : tag == nil && object.spec.suspend != true
            if !isWanted || RepositoryUse.secret(ofJob: job.json) != secret { delete(job) }
        }
    }

    private mutating func decideManual() {
        retireCronJobs(keeping: nil)
        guard let tag else { return }
        let name = rendering.names.manualJob(tag: tag)
        let existing = ownJob(named: name)
        switch ManualTrigger(of: object, status: status) {
        case .none: situation = .idle
        case .done: situation = .manualDone
        case .failed: situation = .manualFailed(failureNote(existing))
        case .pending: decidePending(existing, name: name, tag: tag)
        }
    }

    private mutating func decidePending(_ existing: ObservedJob?, name: String, tag: String) {
        if let existing {
            switch Ownership(of: existing.json, by: object) {
            case .foreign, .orphan: return situation = .foreign(kind: .job, name: name)
            case .ours: break
            }
            guard existing.isUnfinished else {
                // A run of this tag from before it changed, or from before a reset, makes room.
                delete(existing)
                return situation = .manualWaiting(for: "the Job of an earlier run is being removed")
            }
            guard existing.isSuspended else { return situation = .manualRunning(job: name) }
            return situation = object.spec.suspend == true ? .suspended : .manualWaiting(for: waitingReason)
        }
        guard object.spec.suspend != true else { return situation = .suspended }
        let missing = observation.missing.sorted()
        guard missing.isEmpty else { return situation = .missing(missing) }
        actions.append(.apply(rendering.manualJob(tag: tag).waiting))
        situation = .manualWaiting(for: waitingReason)
    }

    private mutating func decideScheduled() {
        let name = rendering.names.cronJob
        retireCronJobs(keeping: name)
        let existing = observation.cronJobs.first { ObjectMetadata($0["metadata"]).name == name }
        if let existing, Ownership(of: existing, by: object) == .foreign {
            return situation = .foreign(kind: .cronJob, name: name)
        }
        let missing = observation.missing.sorted()
        guard missing.isEmpty || existing != nil else { return situation = .missing(missing) }
        let manualNeighbour = observation.neighbours.first(where: \.hasManualRun)?.object.metadata.name
        let isHeld = status.maintenanceFailures >= Planner.failureLimit
        applyCronJob(onto: existing, held: isHeld || manualNeighbour != nil || !missing.isEmpty)
        situation =
            if !missing.isEmpty { .missing(missing) } else if object.spec.suspend == true { .suspended } else if isHeld
            { .held(failures: status.maintenanceFailures) } else if let manualNeighbour {
                .standingBack(neighbour: manualNeighbour)
            } else { .scheduled(cronJob: name) }
    }

    private mutating func applyCronJob(onto existing: JSONValue?, held: Bool) {
        guard var cronJob = wantedCronJob(onto: existing, held: held), existing.map({ $0.living != nil }) ?? true
        else { return }
        // Made waiting, Jobs can be sent to where a volume is in use when their time has come.
        if RepositoryTurn.isShared(observation) || !observation.claimsOnOneNode.isEmpty || hasWaitingJob {
            cronJob = cronJob.withWaitingJobs
        }
        status.activeCronJob = rendering.names.cronJob
        actions += DesiredState.actions(for: cronJob, onto: existing)
    }

    /// The CronJob with a deadline by which it makes up for no time at which the user did not want its runs.
    private mutating func wantedCronJob(onto existing: JSONValue?, held: Bool) -> JSONValue? {
        let isWanted = object.spec.suspend != true && status.maintenanceFailures < Planner.failureLimit
        guard isWanted, let schedule = object.spec.effectiveSchedule else { return rendering.cronJob(held: held) }
        let late = LateStart(of: schedule, existing: existing, options: options, zone: zone, now: now)
        endOfShortDeadline = late.end
        return rendering.cronJob(held: held, startingDeadline: late.deadline).map(late.remembered)
    }

    /// True while a Job of the schedule waits: none is let go beside a CronJob whose Jobs begin by themselves.
    private var hasWaitingJob: Bool {
        observation.jobs.contains {
            !$0.isManual && $0.isUnfinished && $0.isSuspended && !$0.metadata.isBeingDeleted
        }
    }

    /// Takes down CronJobs that are no longer wanted.
    ///
    /// One whose Job runs is only held until that has ended: the Job would go with it.
    private mutating func retireCronJobs(keeping name: String?) {
        status.activeCronJob = nil
        for cronJob in observation.cronJobs where Ownership(of: cronJob, by: object) == .ours {
            guard let metadata = cronJob.living, metadata.name != name else { continue }
            let (cronJobName, uid) = (metadata.name ?? "", metadata.uid ?? "")
            if observation.jobs.contains(where: { !$0.isManual && $0.mayRun && $0.isControlled(by: uid) }) {
                let isWanted = metadata.annotation(LateStart.sinceAnnotation) != nil
                guard cronJob["spec"]?["suspend"]?.bool != true || isWanted else { continue }
                actions.append(.hold(cronJob: cronJobName, uid: uid))
            } else {
                // Its finished Jobs go with it, so the status must have their outcome first.
                afterStatus.append(.delete(kind: .cronJob, name: cronJobName, uid: uid))
            }
        }
    }

    /// Lets the next waiting Job go, if it is one of this object's.
    private mutating func releaseNext() {
        guard observation.missing.isEmpty, let next = turn.next,
            observation.jobs.contains(where: { $0.uid == next.uid })
        else { return }
        // One that nobody wants any more goes; it must not begin before.
        guard !afterStatus.contains(.delete(kind: .job, name: next.name, uid: next.uid)) else { return }
        let pod = observation.placement?.patch(of: next.json)
        actions.append(.release(job: next.name, uid: next.uid, pod: pod))
        if next.isManual { situation = .manualRunning(job: next.name) }
    }

    private var waitingReason: String {
        turn.running.map { "Job \($0.name) runs on the same repository" } ?? "its turn on the repository"
    }

    /// What is known of the failed run.
    ///
    /// Its own words are read once, when its end is settled; from then on the condition keeps them.
    private func failureNote(_ job: ObservedJob?) -> String {
        let ready = status.condition("Ready")
        if job?.report == nil, ready?["reason"] == "ManualMaintenanceFailed", let message = ready?["message"]?.string {
            return message
        }
        guard let job, case .failed(_, let reason, let message) = job.phase else { return "the manual run failed" }
        return RunAccount.note(job, reason, message)
    }
}

// MARK: - What runs need

extension PlanDraft {
    /// Applies the claim and the account that runs use, while runs are wanted.
    mutating func applySupport() {
        switch situation {
        case .invalid, .foreign, .disabled, .idle, .missing: return
        default: break
        }
        var support: [Action] = []
        if let account = rendering.serviceAccount {
            support += apply(account, .serviceAccount, onto: observation.serviceAccount)
        }
        if let claim = rendering.cacheClaim { support += CacheClaimPlan(observation, object).actions(for: claim) }
        // What a Job refers to must be there before the Job.
        let first = actions.firstIndex { if case .apply = $0 { true } else { false } } ?? actions.endIndex
        actions.insert(contentsOf: support, at: first)
    }

    private mutating func apply(_ desired: JSONValue, _ kind: OwnedKind, onto existing: JSONValue?) -> [Action] {
        if let existing, Ownership(of: existing, by: object) == .foreign {
            situation = .foreign(kind: kind, name: ObjectMetadata(existing["metadata"]).name ?? "")
            return []
        }
        return DesiredState.actions(for: desired, onto: existing)
    }

    /// Keeps as many finished manual Jobs as the history limits say, newest first; those of CronJobs are the CronJob
    /// controller's to clean up.
    mutating func pruneManualJobs() {
        let finished = observation.jobs.filter { $0.isManual && !$0.isUnfinished && !$0.metadata.isBeingDeleted }
        let (failed, complete) = finished.partitioned { if case .failed = $0.phase { true } else { false } }
        prune(complete, keeping: object.spec.successfulJobsHistoryLimit)
        prune(failed, keeping: object.spec.failedJobsHistoryLimit)
    }

    private mutating func prune(_ jobs: [ObservedJob], keeping limit: Int64?) {
        guard let limit, limit >= 0, let limit = Int(exactly: limit) else { return }
        let oldestLast = jobs.sorted { ($0.finishedAt ?? 0, $0.uid) > ($1.finishedAt ?? 0, $1.uid) }
        for job in oldestLast.dropFirst(limit) { delete(job) }
    }
}

// MARK: - The end

extension PlanDraft {
    /// Writes the status if it changed, says what is new, and closes the plan.
    mutating func finish() -> Plan {
        if let refusal = observation.refusal {
            situation = .refused(refusal)
            if observation.cronJobs.isEmpty { status.activeCronJob = nil }
        }
        if situation.isWithoutCronJob { status.activeCronJob = nil }
        status.observedGeneration = object.metadata.generation
        let next = nextRun
        status.nextScheduledMaintenance = next.map { Timestamp.string(fromUnixSeconds: $0) }
        let facts = situation.conditions + [health, sharing, cache]
        actions += announcements(facts).map(Action.record)
        status.conditions = ConditionHistory.conditions(
            facts,
            after: status.conditions,
            generation: object.metadata.generation,
            now: now
        )
        if !status.isContained(in: MaintenanceStatus(of: object)) {
            status.lastReconcileTime = Timestamp.string(fromUnixSeconds: now)
            actions.append(.writeStatus(status.json))
        }
        return Plan(actions: actions + afterStatus, requeue: requeue(next: next))
    }

    /// Looks again once the next slot has passed, for a run that was missed changes nothing that a watch would tell of;
    /// and when slots from before a change have come out of reach.
    private func requeue(next: Int64?) -> Requeue {
        [next.map { $0 + 1 }, endOfShortDeadline].compactMap(\.self).min()
            .map { .after(.seconds(max(1, $0 - now))) } ?? .awaitChange
    }

    /// The next start by the schedule; none while nothing will start.
    private var nextRun: Int64? {
        guard case .scheduled(let name) = situation, let text = object.spec.effectiveSchedule else { return nil }
        let cronJob = observation.cronJobs.first { ObjectMetadata($0["metadata"]).name == name }
        return NextRun(of: text, cronJob: cronJob)?.unixSeconds(after: now, in: zone)
    }

    private var health: ConditionFacts {
        let failures = status.maintenanceFailures
        return failures >= Planner.failureLimit
            ? ConditionFacts(
                type: "MaintenanceHealthy",
                isTrue: false,
                reason: "ExcessiveFailures",
                message: "\(failures) failures in a row"
            )
            : ConditionFacts(type: "MaintenanceHealthy", isTrue: true, reason: "OperatingNormally", message: "")
    }

    /// Two schedules on one repository work, for their runs take turns; but one of them is hardly meant.
    private var sharing: ConditionFacts {
        let others =
            object.spec.effectiveSchedule == nil
            ? [] : observation.neighbours.filter(\.isScheduled).compactMap(\.object.metadata.name).sorted()
        return others.isEmpty
            ? ConditionFacts(type: "RepositoryShared", isTrue: false, reason: "OnlySchedule", message: "")
            : ConditionFacts(
                type: "RepositoryShared",
                isTrue: true,
                reason: "OtherSchedules",
                message: "also maintained on a schedule by \(others.joined(separator: ", ")): keep one of them"
            )
    }

    /// A claim that cannot become what the spec wants is used as it is.
    private var cache: ConditionFacts {
        let complaint = rendering.cacheClaim.flatMap { CacheClaimPlan(observation, object).complaint(about: $0) }
        return ConditionFacts(
            type: "CacheAsRequested",
            isTrue: complaint == nil,
            reason: complaint?.reason ?? "AsRequested",
            message: complaint?.message ?? ""
        )
    }

    /// Events for conditions that turned since the last look.
    private func announcements(_ facts: [ConditionFacts]) -> [Event] {
        let old = MaintenanceStatus(of: object)
        return facts.compactMap { fact in
            let before = old.condition(fact.type)
            let isNew = before?["reason"]?.string != fact.reason
            switch fact.type {
            case "Error" where fact.isTrue && isNew && situation.announcesItself:
                return .warning(fact.reason, fact.message)
            case "RepositoryShared" where fact.isTrue && isNew: return .warning(fact.reason, fact.message)
            case "CacheAsRequested" where !fact.isTrue && isNew: return .warning(fact.reason, fact.message)
            default: return nil
            }
        }
    }
}

extension Situation {
    /// True where no CronJob is active.
    fileprivate var isWithoutCronJob: Bool {
        switch self {
        case .scheduled, .suspended, .held, .standingBack, .missing, .refused: false
        default: true
        }
    }

    /// False where the account of runs has said it already.
    fileprivate var announcesItself: Bool {
        if case .manualFailed = self { false } else { true }
    }
}

extension Array {
    /// The elements for which the claim is true, and the others.
    fileprivate func partitioned(by claim: (Element) -> Bool) -> ([Element], [Element]) {
        (filter(claim), filter { !claim($0) })
    }
}
