import CronSchedule
import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import Telemetry

/// What the metrics tell of one KopiaMaintenance.
///
/// Kept as numbers and made into text at each scrape: a thousand objects have tens of thousands of series, whose text
/// would take many times the room. The labels, which all series of an object share, are text already.
struct MaintenanceRecord: Sendable {
    /// How a run came about; the values of the label `maintenance_type`.
    enum Trigger: String, CaseIterable, Hashable {
        case manual, scheduled
    }

    /// The runs that ended of those that came about in the same way.
    struct Runs: Sendable {
        var ended = 0.0
        var durations = HistogramCounts()
    }

    /// The object.
    let key: ObjectKey
    /// The name of the repository's Secret.
    let repository: String
    /// The labels that all its series have.
    let labels: MetricLabels
    /// When maintenance last succeeded, in unix time; 0 if it never has.
    var lastRun = 0.0
    var consecutiveFailures = 0.0
    /// When the schedule starts the next run, in unix time; 0 if nothing will start.
    var nextRun = 0.0
    /// When the run was due that follows the last success, in unix time; 0 if none is due.
    var dueRun = 0.0
    /// How long the last run took, in seconds; 0 if none has ended.
    var lastDuration = 0.0
    /// Those that have series: of the trigger that the spec has or had, and of the other one from its first run on.
    private(set) var manual: Runs?
    private(set) var scheduled: Runs?
    /// Runs that failed, by reason; of the usual one there is a series from the beginning.
    private(set) var failures: [String: Double] = [:]
    /// The reasons of failed Jobs (their UIDs) of which the status does not tell yet.
    private var unconfirmed: [String: String] = [:]
    var cronJobsCreated = 0.0
    var cronJobsUpdated = 0.0
    var cronJobsDeleted = 0.0

    /// Why most runs fail that do (`batchv1.JobReasonBackoffLimitExceeded`).
    static let usualReason = "BackoffLimitExceeded"

    /// So many reasons get a series each, which is more than there are; a run may call itself anything.
    private static let mostReasons = 50

    /// The reason of all others.
    private static let otherReason = "Other"

    /// The bounds of the durations, in seconds: from minutes to the longest deadlines in use; few, since every object has
    /// them.
    static let durationBounds = Histogram.Bounds([60, 600, 1800, 3600, 10800, 43200])

    /// The names of the labels that all series of all objects have.
    static let labelNames = ["obj_name", "obj_namespace", "role", "operation", "repository"]

    /// The record of an object of which nothing has been counted.
    ///
    /// - Parameters:
    ///   - object: the object.
    ///   - key: its name.
    ///   - zone: the zone in which schedules are meant.
    init(of object: KopiaMaintenance, named key: ObjectKey, in zone: any ZoneOffsets) {
        self.key = key
        repository = object.repositorySecret
        labels = MetricLabels(Self.labelNames, [key.name, key.namespace, "source", "maintenance", repository])
        follow(object, in: zone)
    }

    /// Takes over what the object's spec and status say.
    mutating func follow(_ object: KopiaMaintenance, in zone: any ZoneOffsets) {
        let status = MaintenanceStatus(of: object)
        lastRun = Self.seconds(status.lastMaintenanceTime)
        consecutiveFailures = Double(status.maintenanceFailures)
        nextRun = Self.seconds(status.nextScheduledMaintenance)
        dueRun = object.dueRun(in: zone).map(Double.init) ?? 0
        let usual: Trigger = object.spec.trigger.manual == nil ? .scheduled : .manual
        self[usual] = self[usual] ?? Runs()
        for (job, word) in unconfirmed where status.accountedJobs?.contains(job) == true {
            unconfirmed[job] = nil
            let others = failures.keys.count { $0 != Self.usualReason }
            let isKnown = word == Self.usualReason || failures[word] != nil || others + 1 < Self.mostReasons
            failures[isKnown ? word : Self.otherReason, default: 0] += 1
        }
    }

    /// The runs that came about so.
    subscript(trigger: Trigger) -> Runs? {
        get { trigger == .manual ? manual : scheduled }
        set { if trigger == .manual { manual = newValue } else { scheduled = newValue } }
    }

    /// Counts a run that has just ended.
    mutating func count(_ job: ObservedJob) {
        let trigger = Trigger(of: job)
        var runs = self[trigger] ?? Runs()
        runs.ended += 1
        if let seconds = job.duration.map(Double.init) {
            lastDuration = seconds
            runs.durations.observe(seconds, in: Self.durationBounds)
        }
        self[trigger] = runs
    }

    /// Counts what was done about a CronJob, and notes what is to be counted of a failure.
    ///
    /// A plan that did not come to its end is made again; the failure counts when its outcome is in the status.
    mutating func count(_ action: Action, wasThere: Bool) {
        switch action {
        case .apply(let object) where object["kind"] == "CronJob":
            if wasThere { cronJobsUpdated += 1 } else { cronJobsCreated += 1 }
        case .hold: cronJobsUpdated += 1
        case .countFailure(let job, let word): unconfirmed[job] = word
        case .delete(kind: .cronJob, _, _): cronJobsDeleted += 1
        default: break
        }
    }

    private static func seconds(_ time: String?) -> Double {
        time.flatMap { KubernetesAPI.Timestamp.unixSeconds(parsing: $0) }.map(Double.init) ?? 0
    }
}

extension MaintenanceRecord.Trigger {
    /// How the run of a Job came about.
    init(of job: ObservedJob) { self = job.isManual ? .manual : .scheduled }
}

extension KopiaMaintenance {
    /// The name of the repository's Secret as the metrics tell it; empty if there is none.
    var repositorySecret: String { spec.repository.secretName ?? "" }
}
