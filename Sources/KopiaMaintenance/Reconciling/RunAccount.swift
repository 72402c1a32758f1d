import KubernetesAPI

/// Brings finished Jobs into the status, each exactly once, whatever happens to the Jobs afterwards.
///
/// What has been counted is remembered by UID in the status itself; a Job that history clean-up removed needs no
/// remembering, for it cannot be seen again.
struct RunAccount {
    var status: MaintenanceStatus
    private(set) var events: [Event] = []

    /// The counting of runs that failed, by reason.
    private(set) var failures: [Action] = []

    /// Why a run failed, the last of several, in a line.
    private(set) var lastFailure: String?

    /// Settles the account with these Jobs, oldest end first.
    init(_ status: MaintenanceStatus, jobs: [ObservedJob], names: OwnedNames, tag: String?) {
        self.status = status
        // Jobs from before the first look are history: they tell when maintenance last succeeded, not that it fails.
        let isFirstLook = status.accountedJobs == nil
        let finished = jobs.filter { !$0.isUnfinished }.sorted {
            ($0.finishedAt ?? 0, $0.uid) < ($1.finishedAt ?? 0, $1.uid)
        }
        for job in finished where status.accountedJobs?.contains(job.uid) != true {
            let isCurrent = tag.map { names.manualJob(tag: $0) == job.name } ?? false
            settle(job, tag: isCurrent ? tag : nil, countsFailures: !isFirstLook)
        }
        self.status.accountedJobs = Set(finished.map(\.uid))
    }

    private mutating func settle(_ job: ObservedJob, tag: String?, countsFailures: Bool) {
        switch job.phase {
        case .unfinished: return
        case .complete(let time):
            let text = Timestamp.string(fromUnixSeconds: time)
            status.lastMaintenanceTime = max(status.lastMaintenanceTime ?? "", text)
            status.maintenanceFailures = 0
            guard job.isManual else { return }
            if let tag { status.lastManualSync = tag }
            events.append(.normal("ManualMaintenanceCompleted", "Job \(job.name) completed"))
        case .failed(_, let reason, let message):
            if let tag { status.lastManualFailure = tag }
            guard countsFailures else { return }
            status.maintenanceFailures += 1
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
