import KubernetesAPI

// The decision: in which situation the object is, and what that asks for.

extension PlanDraft {
    /// Finds the situation and the actions that it asks for.
    mutating func decide() {
        let findings = Validation(basis.observation.object.json, on: basis.cluster).findings
        guard findings.isEmpty else {
            dropWaitingJobs()
            return situation = .invalid(findings)
        }
        let spec = basis.object.spec
        guard spec.enabled != false else {
            retireCronJobs(keeping: nil)
            return situation = .disabled
        }
        if basis.isKeptFromRepository { dropWaitingJobs() } else { dropStaleJobs() }
        takeBackJobsByHand()
        if spec.effectiveSchedule == nil { decideManual() } else { decideScheduled() }
        decideRequested()
        releaseNext()
    }

    /// Takes down CronJobs that are no longer wanted.
    private mutating func retireCronJobs(keeping name: String?) {
        status.activeCronJob = nil
        let retired = RetiredCronJobs(basis.observation, of: basis.object, keeping: name)
        actions += retired.holds
        // Their finished Jobs go with them, so the status must have their outcome first.
        afterStatus += retired.deletions
    }

    /// Removes the Jobs that wait while the object cannot let one go.
    ///
    /// One that waits for ever is next on the repository for ever, before those of the object's neighbours. What was asked
    /// for is made again once it can begin.
    private mutating func dropWaitingJobs() {
        for job in basis.observation.jobs where job.isUnfinished && job.isSuspended { delete(job) }
    }

    /// Removes waiting Jobs that nobody wants any more.
    ///
    /// Of another tag or request, of a schedule that is gone or suspended, on a repository that is no longer the object's: they
    /// have never run, and would block their CronJob for ever, or begin when nobody thinks of them any more.
    private mutating func dropStaleJobs() {
        let secret = basis.object.spec.repository.secretName
        let names = basis.rendering.names
        let asked = [basis.tag.map(names.manualJob), basis.request.map { names.requestedJob(tag: $0.tag) }]
        let hasSchedule = basis.object.spec.effectiveSchedule != nil
        for job in basis.observation.jobs where job.isUnfinished && job.isSuspended {
            let isWanted = job.isManual ? asked.contains(job.name) : hasSchedule && !basis.isSuspended
            if !isWanted || RepositoryUse.secret(ofJob: job.json) != secret { delete(job) }
        }
    }

    /// Makes Jobs of the object wait that somebody made while another ran on the repository.
    private mutating func takeBackJobsByHand() {
        let own = Set(basis.observation.jobs.map(\.uid))
        actions += basis.turn.outOfTurn.filter { own.contains($0.uid) }.map { .takeBack(job: $0.name, uid: $0.uid) }
    }

    /// Lets the next waiting Job go, if it is one of this object's.
    private mutating func releaseNext() {
        let observation = basis.observation
        guard observation.missing.isEmpty, let next = basis.turn.next,
            observation.jobs.contains(where: { $0.uid == next.uid })
        else { return }
        // One that nobody wants any more goes; it must not begin before.
        guard !isLeaving(next) else { return }
        if let time = basis.turn.straggling(besides: next, at: basis.now) { return endOfStraggling = time }
        let pod = observation.placement?.patch(of: next.json)
        actions.append(.release(job: next.name, uid: next.uid, pod: pod))
        guard case .manualWaiting = situation else { return }
        let current = basis.tag.map(basis.rendering.names.manualJob)
        let isCurrentDone = ManualTrigger(of: basis.object, status: status) != .pending
        if next.name == current || isCurrentDone { situation = .manualRunning(job: next.name) }
    }
}

// MARK: - By schedule

extension PlanDraft {
    private mutating func decideScheduled() {
        let name = basis.rendering.names.cronJob
        retireCronJobs(keeping: name)
        let existing = basis.observation.cronJobs.first { ObjectMetadata($0["metadata"]).name == name }
        if let existing, Ownership(of: existing, by: basis.object) == .foreign {
            return situation = .foreign(kind: .cronJob, name: name)
        }
        situation = scheduled(name)
        if case .missing = situation, existing == nil { return }
        let isHeld = situation != .scheduled(cronJob: name)
        let wish = CronJobWish(basis, onto: existing, isWanted: isScheduleWanted, held: isHeld)
        endOfShortDeadline = wish.endOfShortDeadline
        guard let cronJob = wish.json, existing.map({ $0.living != nil }) ?? true else { return }
        status.activeCronJob = name
        actions += DesiredState.actions(for: cronJob, onto: existing)
    }

    /// The situation of an object whose schedule is to have a CronJob: what keeps that from starting runs, if anything.
    private func scheduled(_ cronJob: String) -> Situation {
        let missing = basis.missing
        if !missing.isEmpty { return .missing(missing) }
        if basis.isSuspended { return .suspended }
        if !isScheduleWanted { return .held(failures: status.maintenanceFailures) }
        if let neighbour = basis.observation.neighbours.first(where: \.hasManualRun)?.object.metadata.name {
            return .standingBack(beside: neighbour)
        }
        if let job = requestedJob ?? basis.jobByHand { return .standingBack(beside: "Job \(job.name)") }
        return .scheduled(cronJob: cronJob)
    }

    /// False while the user, or a row of failures that only the user ends, says that nothing is to start.
    private var isScheduleWanted: Bool {
        !basis.isSuspended && status.maintenanceFailures < Planner.failureLimit
    }
}

// MARK: - By hand

extension PlanDraft {
    private mutating func decideManual() {
        retireCronJobs(keeping: nil)
        let (rendering, tag) = (basis.rendering, basis.tag ?? "")
        let name = rendering.names.manualJob(tag: tag)
        switch ManualTrigger(of: basis.object, status: status) {
        case .none: situation = .idle
        case .done: situation = .manualDone
        case .failed: situation = .manualFailed(failureNote(job(name)))
        case .pending: situation = pending(name) { rendering.manualJob(tag: tag) }
        }
    }

    /// Makes the Job of a run that was requested beside the trigger.
    ///
    /// It is what the object says of itself only where nothing else is going on.
    private mutating func decideRequested() {
        guard let tag = pendingRequest?.tag else { return }
        let rendering = basis.rendering
        if case .foreign = situation { return }
        let run = pending(rendering.names.requestedJob(tag: tag)) { rendering.requestedJob(tag: tag) }
        switch (situation, run) {
        case (_, .suspended): return
        case (.idle, _), (.manualDone, _), (_, .foreign): situation = run
        default: return
        }
    }

    private var pendingRequest: RunRequest? { basis.request.flatMap { $0.isPending(by: status) ? $0 : nil } }

    /// The Job of the request, once there is one: what keeps it from being made may last, and the schedule goes on.
    private var requestedJob: ObservedJob? {
        pendingRequest.flatMap { job(basis.rendering.names.requestedJob(tag: $0.tag)) }.flatMap {
            $0.isUnfinished ? $0 : nil
        }
    }

    private func job(_ name: String) -> ObservedJob? { basis.observation.jobs.first { $0.name == name } }

    /// Makes the Job of a run that is still to be done, and says how far that is.
    private mutating func pending(_ name: String, _ wish: () -> JSONValue) -> Situation {
        if let existing = job(name), !isLeaving(existing) { return pending(existing) }
        guard !basis.isSuspended else { return .suspended }
        let missing = basis.missing
        guard missing.isEmpty else { return .missing(missing) }
        // Until the one before it has gone, its name is taken.
        guard job(name) == nil else { return .manualWaiting(for: waitingReason) }
        actions.append(.apply(wish().waiting))
        return .manualWaiting(for: waitingReason)
    }

    /// True of a Job that this plan deletes.
    private func isLeaving(_ job: ObservedJob) -> Bool {
        afterStatus.contains(.delete(kind: .job, name: job.name, uid: job.uid))
    }

    private mutating func pending(_ existing: ObservedJob) -> Situation {
        guard Ownership(of: existing.json, by: basis.object) == .ours else {
            return .foreign(kind: .job, name: existing.name)
        }
        guard existing.isUnfinished else {
            // A run of this tag from before it changed, or from before a reset, makes room.
            delete(existing)
            return .manualWaiting(for: "the Job of an earlier run is being removed")
        }
        guard existing.isSuspended else { return .manualRunning(job: existing.name) }
        return basis.isSuspended ? .suspended : .manualWaiting(for: waitingReason)
    }

    private var waitingReason: String {
        basis.turn.running.map { "Job \($0.name) runs on the same repository" } ?? "its turn on the repository"
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
