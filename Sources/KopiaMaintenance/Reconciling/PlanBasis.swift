import CronSchedule
import KubernetesAPI

/// What every step of a plan reads, and none changes.
struct PlanBasis {
    /// What was seen.
    let observation: Observation

    /// The object with its defaults.
    let object: KopiaMaintenance

    /// What the object becomes.
    let rendering: Rendering

    let options: RenderingOptions

    /// The rules of the zone in which schedules are meant.
    let zone: any ZoneOffsets

    /// Unix seconds.
    let now: Int64

    init(_ observation: Observation, options: RenderingOptions, zone: any ZoneOffsets, now: Int64) {
        self.observation = observation
        self.options = options
        self.zone = zone
        self.now = now
        object = KopiaMaintenance(Defaulting(observation.object.json).object)
        rendering = Rendering(of: object, options: options)
    }

    /// The tag of the wanted manual run.
    var tag: String? { object.spec.trigger.manual }

    /// True if the user wants nothing to start.
    var isSuspended: Bool { object.spec.suspend == true }

    /// What the object refers to and is not there, in order.
    var missing: [Dependency] { observation.missing.sorted() }

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

    /// How the object's own waiting Jobs stand.
    var turn: RepositoryTurn {
        RepositoryTurn(observation, mayStart: !isSuspended && object.spec.enabled != false)
    }
}
