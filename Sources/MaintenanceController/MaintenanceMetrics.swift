import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Synchronization
import Telemetry

/// The metrics of every object's maintenance, under the names and labels of the Go system.
///
/// The series of an object exist from its creation until it is gone, so that an alert on age fires for what never ran.
final class MaintenanceMetrics: Sendable {
    private typealias Record = MaintenanceRecord
    private let records = Mutex<[ObjectKey: MaintenanceRecord]>([:])
    private let durations: MetricFamily<Histogram>
    private let zone: any ZoneOffsets

    /// From minutes to the longest deadlines in use; few, since every object has them.
    private static let durationBounds: [Double] = [60, 600, 1800, 3600, 10800, 43200]

    /// Registers everything.
    ///
    /// - Parameters:
    ///   - registry: where.
    ///   - zone: the zone in which schedules are meant.
    init(_ registry: MetricsRegistry, zone: any ZoneOffsets) {
        self.zone = zone
        durations = registry.histograms(
            "volsync_kopia_maintenance_duration_seconds",
            help: "How long maintenance runs took.",
            labels: Record.labelNames + ["maintenance_type"],
            bounds: Self.durationBounds
        )
        for (name, help, value) in Self.gauges {
            expose(registry, .gauge, name, help) { [("", value($0))] }
        }
        for (name, help, value) in Self.counters {
            expose(registry, .counter, name, help) { [("", value($0))] }
        }
        expose(
            registry,
            .counter,
            "operations_total",
            "Maintenance runs that ended, by how they came about.",
            label: "maintenance_type"
        ) { $0.operations.map { ($0.key.rawValue, $0.value) } }
        expose(
            registry,
            .counter,
            "cronjob_failures_total",
            "Maintenance runs that failed, by reason.",
            label: "failure_reason"
        ) { $0.failures.map { ($0.key, $0.value) } }
    }

    private static let gauges: [(String, String, @Sendable (MaintenanceRecord) -> Double)] = [
        (
            "last_run_timestamp_seconds", "When maintenance last succeeded, in unix time; 0 if it never has.",
            { $0.lastRun }
        ),
        (
            "next_run_timestamp_seconds",
            "When the schedule starts the next run, in unix time; 0 if nothing will start.",
            { $0.nextRun }
        ),
        (
            "due_timestamp_seconds",
            "When the run was due, or will be, that follows the last success, in unix time; 0 if none is.",
            { $0.dueRun }
        ),
        ("consecutive_failures", "Failures since the last success.", { $0.consecutiveFailures }),
        ("job_duration_seconds", "How long the last run took; 0 if none has ended.", { $0.lastDuration }),
    ]

    private static let counters: [(String, String, @Sendable (MaintenanceRecord) -> Double)] = [
        ("cronjob_created_total", "CronJobs that this replica made.", { $0.cronJobsCreated }),
        ("cronjob_updated_total", "Changes that this replica made to CronJobs.", { $0.cronJobsUpdated }),
        ("cronjob_deleted_total", "CronJobs that this replica deleted.", { $0.cronJobsDeleted }),
    ]

    private func expose(
        _ registry: MetricsRegistry,
        _ kind: MetricKind,
        _ name: String,
        _ help: String,
        label: String? = nil,
        values: @escaping @Sendable (MaintenanceRecord) -> [(label: String, value: Double)]
    ) {
        registry.observe(
            kind,
            "volsync_kopia_maintenance_\(name)",
            help: help,
            labels: Record.labelNames + [label].compactMap(\.self)
        ) { [weak self] in
            guard let self else { return [] }
            let records = records.withLock { $0 }
            var readings: [MetricReading] = []
            readings.reserveCapacity(records.count)
            for record in records.values {
                for (word, value) in values(record) {
                    let labels = label.map { record.labels.adding($0, word) } ?? record.labels
                    readings.append(MetricReading(labels, value: value))
                }
            }
            return readings
        }
    }
}

// MARK: - What happens

extension MaintenanceMetrics {
    /// Counts a run that has just ended.
    func jobChanged(_ change: StoreChange, of key: ObjectKey) {
        guard case .updated(let new, let previous) = change, ObservedJob(previous.json).isUnfinished else { return }
        let job = ObservedJob(new.json)
        guard !job.isUnfinished else { return }
        let repository = records.withLock { records in
            records[key]?.count(job)
            return records[key]?.repository
        }
        guard let repository, let seconds = job.duration else { return }
        durations.child(Self.values(of: key, repository, Record.Trigger(of: job))).observe(Double(seconds))
    }

    /// Counts what was done for an object.
    ///
    /// - Parameters:
    ///   - action: what was done.
    ///   - key: the object.
    ///   - wasThere: whether what was applied existed before.
    func did(_ action: Action, for key: ObjectKey, wasThere: Bool) {
        records.withLock { $0[key]?.count(action, wasThere: wasThere) }
    }

    /// Brings the series of an object up to its status, or ends them with it.
    func maintenanceChanged(_ change: StoreChange) {
        let object = KopiaMaintenance(change.object)
        let new = change.isDeletion ? nil : MaintenanceRecord(of: object, named: change.key, in: zone)
        let ended = records.withLock { records in
            let old = records[change.key]
            // A change of the repository ends the series of the old one.
            guard let old, old.repository == new?.repository else {
                records[change.key] = new
                return old
            }
            records[change.key]?.follow(object, in: zone)
            return nil
        }
        if let ended { removeDurations(of: change.key, ended.repository) }
        guard let new else { return }
        for trigger in new.operations.keys {
            _ = durations.child(Self.values(of: change.key, new.repository, trigger))
        }
    }

    private func removeDurations(of key: ObjectKey, _ repository: String) {
        for trigger in Record.Trigger.allCases { durations.remove(Self.values(of: key, repository, trigger)) }
    }

    private static func values(of key: ObjectKey, _ repository: String, _ trigger: Record.Trigger) -> [String] {
        Record.labelValues(of: key, repository) + [trigger.rawValue]
    }
}
