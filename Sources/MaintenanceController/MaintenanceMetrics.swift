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
    private typealias Row = MaintenanceRecords.Row
    private let records = Mutex(MaintenanceRecords())
    private let zone: any ZoneOffsets

    /// Registers everything.
    ///
    /// - Parameters:
    ///   - registry: where.
    ///   - zone: the zone in which schedules are meant.
    init(_ registry: MetricsRegistry, zone: any ZoneOffsets) {
        self.zone = zone
        for (name, help, value) in Self.gauges {
            expose(registry, .gauge, name, help) { $1.appendSample($0.record.labels, value($0)) }
        }
        for (name, help, value) in Self.counters {
            expose(registry, .counter, name, help) { $1.appendSample($0.record.labels, value($0)) }
        }
        exposeRuns(registry)
        exposeFailures(registry)
    }

    private static let gauges: [(String, String, @Sendable (MaintenanceRecords.Row) -> Double)] = [
        (
            "last_run_timestamp_seconds", "When maintenance last succeeded, in unix time; 0 if it never has.",
            { $0.record.lastRun }
        ),
        (
            "next_run_timestamp_seconds",
            "When the schedule starts the next run, in unix time; 0 if nothing will start.",
            { $0.record.nextRun }
        ),
        (
            "due_timestamp_seconds",
            "When the run was due, or will be, that follows the last success, in unix time; 0 if none is.",
            { $0.record.dueRun }
        ),
        ("consecutive_failures", "Failures since the last success.", { $0.record.consecutiveFailures }),
        ("job_duration_seconds", "How long the last run took; 0 if none has ended.", { $0.record.lastDuration }),
    ]

    private static let counters: [(String, String, @Sendable (MaintenanceRecords.Row) -> Double)] = [
        ("cronjob_created_total", "CronJobs that this replica made.", { $0.record.cronJobsCreated }),
        ("cronjob_updated_total", "Changes that this replica made to CronJobs.", { $0.record.cronJobsUpdated }),
        ("cronjob_deleted_total", "CronJobs that this replica deleted.", { $0.record.cronJobsDeleted }),
    ]

    private func exposeRuns(_ registry: MetricsRegistry) {
        let triggers = MaintenanceRecord.Trigger.allCases.map { trigger in
            (trigger, MetricLabels([Self.triggerLabel], [trigger.rawValue]))
        }
        expose(
            registry,
            .counter,
            "operations_total",
            "Maintenance runs that ended, by how they came about.",
            label: Self.triggerLabel
        ) { row, exposition in
            for (trigger, label) in triggers {
                guard let runs = row.record[trigger] else { continue }
                exposition.appendSample(row.record.labels, and: label, runs.ended)
            }
        }
        expose(
            registry,
            .histogram,
            "duration_seconds",
            "How long maintenance runs took.",
            label: Self.triggerLabel
        ) { row, exposition in
            for (trigger, label) in triggers {
                row.record[trigger]?.durations.appendSamples(
                    to: &exposition,
                    labels: row.record.labels,
                    and: label,
                    in: MaintenanceRecord.durationBounds
                )
            }
        }
    }

    private static let triggerLabel = "maintenance_type"

    private func exposeFailures(_ registry: MetricsRegistry) {
        let name = "failure_reason"
        let usual = MaintenanceRecord.usualReason
        let usualLabel = MetricLabels([name], [usual])
        expose(
            registry,
            .counter,
            "cronjob_failures_total",
            "Maintenance runs that failed, by reason.",
            label: name
        ) { row, exposition in
            let (labels, failures) = (row.record.labels, row.record.failures)
            guard !failures.isEmpty else { return exposition.appendSample(labels, and: usualLabel, 0) }
            for (reason, count) in failures.merging([usual: 0], uniquingKeysWith: { known, _ in known }).sorted(by: <) {
                exposition.appendSample(labels, and: MetricLabels([name], [reason]), count)
            }
        }
    }

    private func expose(
        _ registry: MetricsRegistry,
        _ kind: MetricKind,
        _ name: String,
        _ help: String,
        label: String? = nil,
        write: @escaping @Sendable (Row, inout Exposition) -> Void
    ) {
        registry.observe(
            kind,
            "volsync_kopia_maintenance_\(name)",
            help: help,
            labels: MaintenanceRecord.labelNames + [label].compactMap(\.self)
        ) { [weak self] in
            self?.records.withLock { $0.rows } ?? []
        } write: {
            write($0, &$1)
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
        records.withLock { $0[key]?.count(job) }
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
        let key = change.key
        guard !change.isDeletion else { return records.withLock { $0[key] = nil } }
        let isKnown = records.withLock { records in
            // A change of the repository ends the series of the old one.
            guard var record = records[key], record.repository == object.repositorySecret else { return false }
            record.follow(object, in: zone)
            records[key] = record
            return true
        }
        guard !isKnown else { return }
        let new = MaintenanceRecord(of: object, named: key, in: zone)
        records.withLock { $0[key] = new }
    }
}
