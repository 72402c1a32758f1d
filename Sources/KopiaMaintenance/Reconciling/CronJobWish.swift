import KubernetesAPI

/// The CronJob of an object with a schedule, as it is to be.
struct CronJobWish {
    /// The CronJob to apply; nil without a schedule.
    let json: JSONValue?

    /// When its deadline may be another one (``LateStart/end``).
    let endOfShortDeadline: Int64?

    /// The wish for what is observed.
    ///
    /// - Parameters:
    ///   - basis: what is observed.
    ///   - existing: the CronJob as it is; nil if there is none.
    ///   - isWanted: true if the user wants runs, whatever else keeps them from starting; then the deadline is such that
    ///     they make up for no time at which that was not so.
    ///   - held: true to start nothing for now.
    init(_ basis: PlanBasis, onto existing: JSONValue?, isWanted: Bool, held: Bool) {
        let (rendering, observation) = (basis.rendering, basis.observation)
        let late = (isWanted ? basis.object.spec.effectiveSchedule : nil).map {
            LateStart(of: $0, existing: existing, options: basis.options, zone: basis.zone, now: basis.now)
        }
        endOfShortDeadline = late?.end
        let cronJob = rendering.cronJob(held: held, startingDeadline: late?.deadline)
            .map { late?.remembered(on: $0) ?? $0 }
        // Made waiting, Jobs can be sent to where a volume is in use when their time has come.
        let isWaiting =
            RepositoryTurn.isShared(observation) || !observation.claimsOnOneNode.isEmpty
            || observation.hasWaitingJob
        json = isWaiting ? cronJob?.withWaitingJobs : cronJob
    }
}

extension Observation {
    /// True while a Job of the schedule waits: none is let go beside a CronJob whose Jobs begin by themselves.
    fileprivate var hasWaitingJob: Bool {
        jobs.contains { !$0.isManual && $0.isUnfinished && $0.isSuspended && !$0.metadata.isBeingDeleted }
    }
}
