import KubernetesAPI

/// Who may run on a repository: never two Jobs at once for one repository Secret in a namespace.
///
/// Where an object is alone, its CronJob forbids concurrency by itself. Where several objects share a repository, and
/// for every manual run, Jobs are made waiting (`spec.suspend`), and one rule lets them go: nothing else runs, every
/// CronJob around only makes waiting Jobs, and it is the oldest that waits. The order is total, so whoever applies the
/// rule to the same world picks the same Job.
struct RepositoryTurn {
    private let jobs: [ObservedJob]
    private let cronJobs: [JSONValue]
    private let released: Set<String>

    /// The turn on the repository of an object.
    ///
    /// - Parameters:
    ///   - observation: the object and those around it.
    ///   - mayStart: whether the object wants its waiting Jobs to run.
    init(_ observation: Observation, mayStart: Bool) {
        let secret = observation.object.spec.repository.secretName
        jobs = (observation.jobs + observation.neighbours.flatMap(\.jobs))
            .filter { RepositoryUse.secret(ofJob: $0.json) == secret }
        cronJobs = (observation.cronJobs + observation.neighbours.flatMap(\.cronJobs))
            .filter { RepositoryUse.secret(ofCronJob: $0) == secret }
        let own = mayStart ? observation.jobs : []
        released = Set((own + observation.neighbours.filter(\.wantsRuns).flatMap(\.jobs)).map(\.uid))
    }

    /// A Job that runs now.
    var running: ObservedJob? { jobs.first(where: \.mayRun) }

    /// The Job whose turn it is to start; nil while one runs or may be started by somebody else.
    var next: ObservedJob? {
        guard running == nil, cronJobs.allSatisfy(Self.startsNothing) else { return nil }
        return jobs.filter {
            $0.isUnfinished && $0.isSuspended && !$0.metadata.isBeingDeleted && released.contains($0.uid)
        }
        .min { Self.rank($0) < Self.rank($1) }
    }

    /// How long a slot may still begin after its CronJob was suspended: its controller may have read that before, and
    /// wait for its turn to write (client-side throttling of kube-controller-manager).
    private static let straggling: Int64 = 10

    /// Until when a run beside a schedule waits for a slot that may still begin, in unix seconds; nil if none can.
    ///
    /// A slot's Job is seen by then, and has its run first. One made waiting needs no such care.
    func straggling(besides job: ObservedJob, at now: Int64) -> Int64? {
        let begins = cronJobs.contains { $0["spec"]?["jobTemplate"]?["spec"]?["suspend"]?.bool != true }
        let made = job.metadata.creationTimestamp.flatMap { Timestamp.unixSeconds(parsing: $0) } ?? now
        let end = made + Self.straggling
        return job.isManual && begins && end > now ? min(end, now + Self.straggling) : nil
    }

    /// The Jobs that somebody made from a CronJob's template while another ran: they are to wait for it.
    var outOfTurn: [ObservedJob] {
        jobs.filter(\.mayRun).sorted { Self.rank($0) < Self.rank($1) }.dropFirst()
            .filter { $0.isByHand && !$0.isManual && !$0.metadata.isBeingDeleted }
    }

    /// True if another object's CronJob is about on the repository, or will be: Jobs must be made waiting.
    static func isShared(_ observation: Observation) -> Bool {
        let secret = observation.object.spec.repository.secretName
        return observation.neighbours.contains { neighbour in
            guard neighbour.object.spec.repository.secretName == secret else { return neighbour.uses(secret) }
            return neighbour.isActive || neighbour.hasLeftovers
        }
    }

    private static func startsNothing(_ cronJob: JSONValue) -> Bool {
        cronJob["spec"]?["suspend"]?.bool == true
            || cronJob["spec"]?["jobTemplate"]?["spec"]?["suspend"]?.bool == true
    }

    /// The age; of two that were made in one second, one that somebody made comes after one that the schedule did.
    private static func rank(_ job: ObservedJob) -> (String, Int, String) {
        (job.metadata.creationTimestamp ?? "", job.isByHand ? 1 : 0, job.uid)
    }
}

extension Neighbour {
    /// True if the object maintains that repository, or a Job or CronJob of it still does.
    package func uses(_ secret: String?) -> Bool {
        object.spec.repository.secretName == secret
            || jobs.contains { $0.isUnfinished && RepositoryUse.secret(ofJob: $0.json) == secret }
            || cronJobs.contains { RepositoryUse.secret(ofCronJob: $0) == secret }
    }

    /// True if the object asks for maintenance at all.
    var isActive: Bool { object.spec.enabled != false && !object.metadata.isBeingDeleted }

    /// True if something of the object is still there that could run.
    var hasLeftovers: Bool { !cronJobs.isEmpty || jobs.contains(where: \.isUnfinished) }

    /// True if Jobs of the object that wait may start.
    var wantsRuns: Bool { isActive && object.spec.suspend != true }

    /// True if the object has a schedule in force.
    package var isScheduled: Bool { isActive && object.spec.effectiveSchedule != nil }

    /// True if a run by hand of the object waits or is under way: schedules on the repository stand back.
    ///
    /// For one that is only wished nobody stands back: what keeps its Job from being made may last.
    var hasManualRun: Bool {
        jobs.contains { $0.isManual && $0.isUnfinished && (!$0.isSuspended || wantsRuns) }
    }
}

/// How far the manual trigger of an object is, by its spec and status.
enum ManualTrigger: Hashable {
    /// No tag is set.
    case none
    /// The tag's run is still to be done.
    case pending
    /// The tag's run succeeded.
    case done
    /// The tag's run failed; another tag, or a reset, asks for another.
    case failed

    init(of object: KopiaMaintenance, status: MaintenanceStatus? = nil) {
        let status = status ?? MaintenanceStatus(of: object)
        switch object.spec.trigger.manual {
        case nil: self = .none
        case status.lastManualSync: self = .done
        case status.lastManualFailure: self = .failed
        default: self = .pending
        }
    }
}
