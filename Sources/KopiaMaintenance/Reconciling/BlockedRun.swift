import KubernetesAPI

/// A run that is under way and cannot begin, as the conditions tell it.
struct BlockedRun: Hashable {
    /// The reason of the conditions.
    static let word = "RunCannotStart"

    /// The name of the Job.
    let job: String

    let obstacle: StartObstacle

    init(job: String, obstacle: StartObstacle) {
        self.job = job
        self.obstacle = obstacle
    }

    var message: String { "Job \(job)\(Self.link)\(obstacle.reason)" }

    private static let link = " cannot start: "
}

// MARK: - What has been told

extension BlockedRun {
    /// The run of which the status tells.
    ///
    /// Conditions are where it is remembered: the pods of a Job that ran out of time are deleted before its end is seen.
    init?(toldIn status: MaintenanceStatus) {
        guard let error = status.condition("Error"), error["reason"]?.string == Self.word,
            let message = error["message"]?.string, message.hasPrefix("Job "),
            let link = message.firstRange(of: Self.link)
        else { return nil }
        job = String(message[..<link.lowerBound].dropFirst("Job ".count))
        obstacle = StartObstacle(told: String(message[link.upperBound...]))
    }

    /// The same run with what is worth telling of it, after what has been told.
    ///
    /// While an image cannot be pulled the kubelet says in turn why, and that it waits before it tries again; why stays.
    func after(_ told: BlockedRun?) -> BlockedRun {
        let failed = "ErrImagePull"
        guard let told, told.job == job, FailureWord.word(of: told.obstacle.reason) == failed,
            [failed, "ImagePullBackOff"].contains(FailureWord.word(of: obstacle.reason))
        else { return self }
        return told
    }

    /// A Job that failed with what had been told of its start, if that is why it failed.
    ///
    /// Earlier pods may have failed for other reasons, and are still there. They are the reason, unless time ran out.
    func explain(_ job: ObservedJob) -> ObservedJob {
        guard job.name == self.job, case .failed(_, let reason, _) = job.phase,
            reason == "DeadlineExceeded" || job.report?.failureReason == nil
        else { return job }
        var job = job
        job.report = RunReport(failureReason: obstacle.reason, tail: job.report?.tail ?? "")
        return job
    }
}
