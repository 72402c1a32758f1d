package import CronSchedule
import KubernetesAPI

extension KopiaMaintenance {
    /// When the run was due, or will be, that comes after the last success: in the past, maintenance is overdue.
    ///
    /// Reckoned from what the spec wants, not from what there is: where a Secret is missing, or failures hold the
    /// schedule, runs are due all the same.
    ///
    /// - Parameter zone: the zone in which schedules are meant.
    /// - Returns: unix seconds; nil where no run is due: by hand, suspended, disabled, or without a schedule that is one.
    package func dueRun(in zone: any ZoneOffsets) -> Int64? {
        let spec = KopiaMaintenance(Defaulting(json).object).spec
        guard !metadata.isBeingDeleted, spec.enabled != false, spec.suspend != true,
            let text = spec.effectiveSchedule, let schedule = try? CronSchedule(parsing: text),
            let last = MaintenanceStatus(of: self).lastMaintenanceTime ?? metadata.creationTimestamp,
            let seconds = Timestamp.unixSeconds(parsing: last)
        else { return nil }
        return schedule.nextFire(after: seconds, in: zone)
    }
}
