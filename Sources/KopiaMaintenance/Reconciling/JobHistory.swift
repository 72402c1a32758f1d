import KubernetesAPI

/// The finished Jobs of an object: which are kept, and for how long.
///
/// Only Jobs that the object or a CronJob of it made; what else bears its labels is somebody's. And only once the CronJob
/// says what became of them: others ask that.
struct JobHistory {
    private let spec: KopiaMaintenanceSpec
    /// The latest ends first.
    private let finished: [ObservedJob]
    /// The Job of the manual run that the spec asks for.
    private let currentManualJob: String?
    /// When maintenance last succeeded, in unix seconds.
    private let lastSuccess: Int64?
    private let now: Int64

    /// The history of an object, whose status has the outcome of every Job in it.
    init(_ basis: PlanBasis, _ status: MaintenanceStatus) {
        spec = basis.object.spec
        let cronJobs = basis.ownCronJobs
        finished = basis.observation.jobs.filter { job in
            guard !job.isUnfinished, !job.metadata.isBeingDeleted else { return false }
            return job.isManual
                ? Ownership(of: job.json, by: basis.object) == .ours : cronJobs.contains { $0.knowsEnd(of: job) }
        }
        .sorted { $1.isBefore($0) }
        currentManualJob = basis.tag.map { basis.rendering.names.manualJob(tag: $0) }
        lastSuccess = status.lastMaintenanceTime.flatMap { Timestamp.unixSeconds(parsing: $0) }
        now = basis.now
    }

    /// The Jobs that are to go: past their time, superseded, or beyond a history limit, of which scheduled and manual
    /// Jobs have one each.
    var surplus: [ObservedJob] {
        let kept = finished.filter { !isUnwanted($0) }
        return finished.filter(isUnwanted) + beyondLimits(kept.filter(\.isManual))
            + beyondLimits(kept.filter { !$0.isManual })
    }

    /// When the next Job is past its time, in unix seconds.
    var nextExpiry: Int64? { finished.compactMap(expiry).filter { $0 > now }.min() }

    private func beyondLimits(_ jobs: [ObservedJob]) -> [ObservedJob] {
        Self.surplus(jobs.filter { !$0.hasFailed }, beyond: spec.successfulJobsHistoryLimit)
            + Self.surplus(jobs.filter(\.hasFailed), beyond: spec.failedJobsHistoryLimit)
    }

    private static func surplus(_ jobs: [ObservedJob], beyond limit: Int64?) -> [ObservedJob] {
        guard let limit, limit >= 0, let limit = Int(exactly: limit) else { return [] }
        return Array(jobs.dropFirst(limit))
    }

    private func expiry(of job: ObservedJob) -> Int64? {
        guard let seconds = spec.ttlSecondsAfterFinished, seconds >= 0, let end = job.finishedAt else { return nil }
        let (time, isBeyondTime) = end.addingReportingOverflow(seconds)
        return isBeyondTime ? nil : time
    }

    private func isUnwanted(_ job: ObservedJob) -> Bool {
        expiry(of: job).map { $0 <= now } ?? false || isSuperseded(job)
    }

    /// True for a failed manual run that nobody waits for any more and that a success has followed.
    ///
    /// A scheduled one makes room for the next; one of a tag would stay for ever, and with it every alert on failed Jobs.
    private func isSuperseded(_ job: ObservedJob) -> Bool {
        guard job.isManual, job.hasFailed, job.name != currentManualJob, let lastSuccess else { return false }
        return lastSuccess > job.finishedAt ?? 0
    }
}

extension JSONValue {
    /// True if the CronJob made the Job, and the CronJob controller has seen its end.
    ///
    /// Before that it would take a Job that is gone for one that went missing, and never tell of its success
    /// (`syncCronJob`, pkg/controller/cronjob/cronjob_controllerv2.go).
    fileprivate func knowsEnd(of job: ObservedJob) -> Bool {
        guard let uid = ObjectMetadata(self["metadata"]).uid, job.isControlled(by: uid) else { return false }
        let isActive = self["status"]?["active"]?.array?.contains { $0["uid"]?.string == job.uid } ?? false
        return !isActive && (job.hasFailed || lastSuccess ?? 0 >= job.finishedAt ?? 0)
    }
}
