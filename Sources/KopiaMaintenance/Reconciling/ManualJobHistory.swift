import KubernetesAPI

/// The manual Jobs that have ended; those of CronJobs are the CronJob controller's to clean up.
struct ManualJobHistory {
    private let finished: [ObservedJob]
    private let spec: KopiaMaintenanceSpec

    /// The history of the object.
    init(_ basis: PlanBasis) {
        finished = basis.observation.jobs.filter {
            $0.isManual && !$0.isUnfinished && !$0.metadata.isBeingDeleted
        }
        spec = basis.object.spec
    }

    /// The Jobs beyond the history limits, of each outcome the oldest.
    var surplus: [ObservedJob] {
        let failed = finished.filter(\.hasFailed)
        let complete = finished.filter { !$0.hasFailed }
        return Self.surplus(complete, beyond: spec.successfulJobsHistoryLimit)
            + Self.surplus(failed, beyond: spec.failedJobsHistoryLimit)
    }

    private static func surplus(_ jobs: [ObservedJob], beyond limit: Int64?) -> [ObservedJob] {
        guard let limit, limit >= 0, let limit = Int(exactly: limit) else { return [] }
        let oldestLast = jobs.sorted { ($0.finishedAt ?? 0, $0.uid) > ($1.finishedAt ?? 0, $1.uid) }
        return Array(oldestLast.dropFirst(limit))
    }
}

extension ObservedJob {
    fileprivate var hasFailed: Bool { if case .failed = phase { true } else { false } }
}
