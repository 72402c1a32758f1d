import KubernetesAPI

/// Brings finished Jobs into the status, each exactly once, whatever happens to the Jobs afterwards.
///
/// What has been counted is remembered by UID in the status itself; a Job that is gone needs no remembering, for it cannot
/// be seen again. Of a success whose Job nobody has seen a CronJob tells (`batchv1.CronJobStatus.lastSuccessfulTime`).
struct RunAccount {
    var status: MaintenanceStatus
    private(set) var events: [Event] = []

    /// The failed Jobs that are counted already and still there.
    private let countedFailures: [ObservedJob]

    /// The counting of runs that failed, by reason.
    private(set) var failures: [Action] = []

    /// Why a run failed, the last of several, in a line.
    private(set) var lastFailure: String?

    /// Settles the account with these Jobs, oldest end first.
    ///
    /// - Parameters:
    ///   - status: the account so far.
    ///   - jobs: the Jobs of the object.
    ///   - lastSuccess: when a Job last succeeded, gone or not, as the object's CronJobs tell (unix seconds).
    ///   - names: the names of the object's Jobs.
    ///   - tag: the manual run that the spec asks for.
    ///   - owner: the UID of the object.
    init(
        _ status: MaintenanceStatus,
        jobs: [ObservedJob],
        lastSuccess: Int64?,
        names: OwnedNames,
        tag: String?,
        owner: String?
    ) {
        self.status = status
        let accounted = status.accountedJobs ?? []
        countedFailures = jobs.filter { accounted.contains($0.uid) && $0.hasFailed }
        // Jobs from before the first look are history: they tell when maintenance last succeeded, not that it fails.
        let isFirstLook = status.accountedJobs == nil
        let finished = jobs.filter { !$0.isUnfinished }.sorted { $0.isBefore($1) }
        var unseenSuccess = lastSuccess
        for job in finished where !accounted.contains(job.uid) {
            if let time = unseenSuccess, time <= job.finishedAt ?? 0 {
                succeed(at: time)
                unseenSuccess = nil
            }
            let isCurrent = tag.map { names.manualJob(tag: $0) == job.name } ?? false
            settle(job, tag: isCurrent ? tag : nil, countsFailures: !isFirstLook)
        }
        if let unseenSuccess { succeed(at: unseenSuccess) }
        // A release that knows no requests forgets what it finds of them, so one that was accounted by it counts as well.
        let isForgotten = status.lastRequestedRun == nil
        let requested = finished.filter { isForgotten || !accounted.contains($0.uid) }
            .compactMap { RequestedRun($0, names: names, owner: owner) }
        if let last = requested.last { self.status.lastRequestedRun = last }
        // A view that lags behind may not show yet that a Job has ended; it will.
        self.status.accountedJobs = Set(finished.map(\.uid)).union(accounted.intersection(jobs.map(\.uid)))
    }

    /// Notes a success at that time (unix seconds), which forgets the failures before it.
    private mutating func succeed(at time: Int64) {
        let text = Timestamp.string(fromUnixSeconds: time)
        guard text > status.lastMaintenanceTime ?? "" else { return }
        status.lastMaintenanceTime = text
        let later = countedFailures.count { $0.finishedAt ?? 0 > time }
        status.maintenanceFailures = min(status.maintenanceFailures, Int64(later))
    }

    private mutating func settle(_ job: ObservedJob, tag: String?, countsFailures: Bool) {
        switch job.phase {
        case .unfinished: return
        case .complete(let time):
            succeed(at: time)
            guard job.isManual else { return }
            if let tag { status.lastManualSync = tag }
            events.append(.normal("ManualMaintenanceCompleted", "Job \(job.name) completed"))
        case .failed(let time, let reason, let message):
            if let tag { status.lastManualFailure = tag }
            guard countsFailures else { return }
            // A success that has been seen already may have followed.
            if Timestamp.string(fromUnixSeconds: time) >= status.lastMaintenanceTime ?? "" {
                status.maintenanceFailures += 1
            }
            let event = job.isManual ? "ManualMaintenanceFailed" : "MaintenanceFailed"
            let note = Self.note(job, reason, message)
            events.append(.warning(event, note))
            lastFailure = note.split(whereSeparator: \.isNewline).first.map(String.init)
            let word = FailureWord.word(of: job.report?.failureReason) ?? reason
            failures.append(.countFailure(job: job.uid, word: word))
        }
    }

    /// What became of a run, with its own words where it left some.
    static func note(_ job: ObservedJob, _ reason: String, _ message: String) -> String {
        var note = "Job \(job.name) failed: \(reason)"
        if let own = job.report?.failureReason {
            note += ": \(own)"
        } else if !message.isEmpty {
            note += ": \(message)"
        }
        if let tail = job.report?.tail, !tail.isEmpty { note += "\n\(tail)" }
        return note
    }
}
