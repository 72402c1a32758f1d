import CronSchedule
import KubernetesAPI

/// What every step of a plan reads, and none changes.
struct PlanBasis {
    /// What was seen; of failed Jobs that could not begin with the reason that was told.
    let observation: Observation

    /// The object with its defaults.
    let object: KopiaMaintenance

    /// What the object becomes.
    let rendering: Rendering

    let options: RenderingOptions

    /// The rules of the zone in which schedules are meant.
    let zone: any ZoneOffsets

    let cluster: ClusterCapabilities

    /// Unix seconds.
    let now: Int64

    init(
        _ observation: Observation,
        options: RenderingOptions,
        zone: any ZoneOffsets,
        cluster: ClusterCapabilities,
        now: Int64
    ) {
        self.observation = observation.explained
        self.options = options
        self.zone = zone
        self.cluster = cluster
        self.now = now
        object = KopiaMaintenance(Defaulting(observation.object.json).object)
        rendering = Rendering(of: object, options: options)
    }

    /// The tag of the wanted manual run.
    var tag: String? { object.spec.trigger.manual }

    /// The run that was requested by annotation.
    var request: RunRequest? { RunRequest(of: object) }

    /// True if the user wants nothing to start.
    var isSuspended: Bool { object.spec.suspend == true }

    /// What the object refers to and is not there, in order.
    var missing: [Dependency] { observation.missing.sorted() }

    /// True if the object lacks what others on its repository have: all of them need the repository's Secret.
    var isKeptFromRepository: Bool {
        let secret = object.spec.repository.secretName.map(Dependency.secret)
        return observation.missing.contains { $0 != secret }
    }

    /// The CronJobs that the object made.
    var ownCronJobs: [JSONValue] { observation.cronJobs.filter { Ownership(of: $0, by: object) == .ours } }

    /// A Job of the object that runs on its repository and that its CronJob knows nothing of: beside it the CronJob would
    /// start the next slot (`ForbidConcurrent` asks `status.active` only, pkg/controller/cronjob).
    var jobByHand: ObservedJob? {
        let secret = object.spec.repository.secretName
        return observation.jobs.first {
            $0.mayRun && $0.isByHand && RepositoryUse.secret(ofJob: $0.json) == secret
        }
    }

    /// How the starts of the object's runs are going.
    var starts: [(job: ObservedJob, verdict: StartVerdict)] {
        observation.jobs.map { ($0, StartVerdict($0, now: now)) }
    }

    /// The run that is under way and cannot begin.
    var blockedRun: BlockedRun? {
        let told = BlockedRun(toldIn: MaintenanceStatus(of: observation.object))
        let blocked = starts.lazy.compactMap { job, verdict -> BlockedRun? in
            switch verdict {
            case .blocked(let obstacle): BlockedRun(job: job.name, obstacle: obstacle).after(told)
            // Whose pods went may be out of time, which the Job says last.
            case .fine where job.name == told?.job && job.mayRun && !job.isReady: told
            default: nil
            }
        }
        return blocked.first
    }

    /// How the object's own waiting Jobs stand.
    var turn: RepositoryTurn {
        RepositoryTurn(observation, mayStart: !isSuspended && object.spec.enabled != false)
    }
}

extension Observation {
    /// The observation in which a Job that could not begin says so.
    fileprivate var explained: Observation {
        guard let told = BlockedRun(toldIn: MaintenanceStatus(of: object)) else { return self }
        var explained = self
        explained.jobs = jobs.map(told.explain)
        return explained
    }
}
