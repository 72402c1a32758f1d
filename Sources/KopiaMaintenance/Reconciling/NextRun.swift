package import CronSchedule
package import KubernetesAPI

/// When a CronJob starts its next Job.
package struct NextRun {
    private let schedule: CronSchedule
    private let cronJob: JSONValue?

    /// The reckoning for a schedule and the CronJob that has it; nil for text that is no schedule.
    package init?(of text: String, cronJob: JSONValue?) {
        guard let schedule = try? CronSchedule(parsing: text) else { return nil }
        self.schedule = schedule
        self.cronJob = cronJob
    }

    /// The first start after that time, as the CronJob controller reckons it.
    ///
    /// An interval (`@every`) is counted from the last start or from the CronJob's creation, so that the answer does not
    /// move with the question (`mostRecentScheduleTime`, pkg/controller/cronjob/utils.go).
    package func unixSeconds(after now: Int64, in zone: any ZoneOffsets) -> Int64? {
        guard let interval = schedule.interval?.components.seconds, interval > 0, let base = cronJob?.lastStart,
            base <= now
        else {
            return schedule.nextFire(after: now, in: zone)
        }
        let (elapsed, _) = (now - base).quotientAndRemainder(dividingBy: interval)
        return base + (elapsed + 1) * interval
    }
}

extension JSONValue {
    /// From when on the CronJob controller looks for a CronJob's next start, in unix seconds: from its last start, or
    /// from its creation (`mostRecentScheduleTime`, pkg/controller/cronjob/utils.go).
    var lastStart: Int64? {
        let text = self["status"]?["lastScheduleTime"]?.string ?? self["metadata"]?["creationTimestamp"]?.string
        return text.flatMap { Timestamp.unixSeconds(parsing: $0) }
    }

    /// When a Job of a CronJob last succeeded, whether it is still there or not, in unix seconds.
    var lastSuccess: Int64? {
        self["status"]?["lastSuccessfulTime"]?.string.flatMap { Timestamp.unixSeconds(parsing: $0) }
    }
}
