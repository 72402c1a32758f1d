package import KopiaMaintenance
import KubernetesAPI
package import KubernetesClient
import Synchronization
package import Telemetry

/// The metrics of the controller: its own work, and the maintenance of every object.
///
/// The names and labels of maintenance are those of the Go system; its series exist from an object's creation until it
/// is gone, so that an alert on age fires for what never ran.
package final class ControllerMetrics: Sendable {
    private let registry: MetricsRegistry
    private let results: MetricFamily<Counter>
    private let duration: Histogram
    private let lastRun: MetricFamily<Gauge>
    private let failures: MetricFamily<Gauge>
    private let next: MetricFamily<Gauge>
    private let failed: MetricFamily<Counter>
    private let durations: MetricFamily<Histogram>
    /// Every reason of which there are series.
    private let reasons = Mutex<Set<String>>([ControllerMetrics.usualReason])

    /// From a minute to the longest deadline in use; maintenance takes minutes to hours.
    private static let durationBounds: [Double] = [60, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200]

    private static let labels = ["obj_name", "obj_namespace", "role", "operation", "repository"]

    /// Registers everything.
    package init(_ registry: MetricsRegistry) {
        self.registry = registry
        results = registry.counters(
            "kopia_maintenance_controller_reconciles_total",
            help: "Looks at objects, by result.",
            labels: ["result"]
        )
        for result in ["success", "conflict", "error"] { _ = results.child(result) }
        duration = registry.histogram(
            "kopia_maintenance_controller_reconcile_duration_seconds",
            help: "Time of one look at an object."
        )
        lastRun = registry.gauges(
            "volsync_kopia_maintenance_last_run_timestamp_seconds",
            help: "When maintenance last succeeded, in unix time; 0 if it never has.",
            labels: Self.labels
        )
        failures = registry.gauges(
            "volsync_kopia_maintenance_consecutive_failures",
            help: "Failures since the last success.",
            labels: Self.labels
        )
        next = registry.gauges(
            "volsync_kopia_maintenance_next_run_timestamp_seconds",
            help: "When the schedule starts the next run, in unix time; 0 if nothing will start.",
            labels: Self.labels
        )
        failed = registry.counters(
            "volsync_kopia_maintenance_cronjob_failures_total",
            help: "Maintenance runs that failed, by reason.",
            labels: Self.labels + ["failure_reason"]
        )
        durations = registry.histograms(
            "volsync_kopia_maintenance_duration_seconds",
            help: "How long maintenance runs took.",
            labels: Self.labels,
            bounds: Self.durationBounds
        )
    }

    /// Counts a run that has just ended.
    package func jobChanged(_ change: StoreChange, of object: KopiaMaintenance) {
        guard case .updated(let new, let previous) = change, ObservedJob(previous.json).isUnfinished else { return }
        let job = ObservedJob(new)
        let values = Self.values(of: object)
        if case .failed(_, let reason, _) = job.phase {
            reasons.withLock { _ = $0.insert(reason) }
            failed.child(values + [reason]).increment()
        }
        if !job.isUnfinished, let seconds = job.duration { durations.child(values).observe(Double(seconds)) }
    }

    /// Counts a look at an object.
    package func reconciled(_ result: String, in time: Duration) {
        results.child(result).increment()
        duration.observe(time)
    }

    /// Brings the series of an object up to its status, or ends them with it.
    package func maintenanceChanged(_ change: StoreChange) {
        let object = KopiaMaintenance(change.object)
        let values = Self.values(of: object)
        switch change {
        case .deleted: end(values)
        case .added: set(values, from: object)
        case .updated(_, let previous):
            // A change of the repository ends the series of the old one.
            let before = Self.values(of: KopiaMaintenance(previous.json))
            if before != values { end(before) }
            set(values, from: object)
        }
    }

    private func set(_ values: [String], from object: KopiaMaintenance) {
        let status = MaintenanceStatus(of: object)
        lastRun.child(values).set(Self.seconds(status.lastMaintenanceTime))
        failures.child(values).set(Double(status.maintenanceFailures))
        next.child(values).set(Self.seconds(status.nextScheduledMaintenance))
        _ = failed.child(values + [Self.usualReason])
        _ = durations.child(values)
    }

    /// Ends the series of exactly those values: with thousands of objects nobody looks through all of them for one.
    private func end(_ values: [String]) {
        guard values.count == 5 else { return }
        let (name, namespace, role, operation, repository) = (values[0], values[1], values[2], values[3], values[4])
        for family in [lastRun, failures, next] { family.remove(name, namespace, role, operation, repository) }
        durations.remove(name, namespace, role, operation, repository)
        for reason in reasons.withLock({ $0 }) {
            failed.remove(name, namespace, role, operation, repository, reason)
        }
    }

    /// Why most runs fail that do (`batchv1.JobReasonBackoffLimitExceeded`); its series are there from the beginning.
    private static let usualReason = "BackoffLimitExceeded"

    private static func values(of object: KopiaMaintenance) -> [String] {
        [
            object.metadata.name ?? "", object.metadata.namespace ?? "", "source", "maintenance",
            object.spec.repository.secretName ?? "",
        ]
    }

    private static func seconds(_ time: String?) -> Double {
        time.flatMap { KubernetesAPI.Timestamp.unixSeconds(parsing: $0) }.map(Double.init) ?? 0
    }
}
