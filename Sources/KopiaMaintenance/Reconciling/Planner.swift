package import CronSchedule
import KubernetesAPI

/// Decides what is to be done about a KopiaMaintenance.
///
/// Guarantees: total and deterministic; nothing but the arguments is read. Once everything in a plan is done, the next
/// plan for the same world is empty, and a crash between any two actions changes nothing but when that is.
package struct Planner: Sendable {
    /// What the installation decides for all runs.
    package let options: RenderingOptions

    /// The rules of the zone named in ``RenderingOptions/timeZone``.
    package let zone: any ZoneOffsets

    /// What is known of the cluster, whose API server takes what is planned.
    package let cluster: ClusterCapabilities

    package init(options: RenderingOptions, zone: any ZoneOffsets, cluster: ClusterCapabilities = .unknown) {
        self.options = options
        self.zone = zone
        self.cluster = cluster
    }

    /// How many failures in a row hold the schedule; the Go controller's figure.
    package static let failureLimit: Int64 = 5

    /// The plan for what was observed, at that time (unix seconds).
    package func plan(_ observation: Observation, now: Int64) -> Plan {
        guard !observation.object.metadata.isBeingDeleted else { return Self.release(observation) }
        var draft = PlanDraft(PlanBasis(observation, options: options, zone: zone, cluster: cluster, now: now))
        draft.protect()
        draft.settleRuns()
        draft.resetIfAsked()
        draft.decide()
        draft.applySupport()
        draft.applyScripts()
        draft.pruneJobs()
        return draft.finish()
    }

    /// Lets an object go: what was made for it is taken down, then the finalizer comes off.
    ///
    /// Nothing is validated and nothing is looked up; an invalid object, or one in a dying namespace, must go too.
    private static func release(_ observation: Observation) -> Plan {
        let object = observation.object
        guard object.metadata.finalizers.contains(APINames.finalizer) else { return Plan() }
        var plan = Plan()
        for cronJob in observation.cronJobs where Ownership(of: cronJob, by: object) == .ours {
            guard let metadata = cronJob.living else { continue }
            plan.actions.append(.delete(kind: .cronJob, name: metadata.name ?? "", uid: metadata.uid ?? ""))
        }
        for job in observation.jobs where job.isManual && Ownership(of: job.json, by: object) == .ours {
            guard !job.metadata.isBeingDeleted else { continue }
            plan.actions.append(.delete(kind: .job, name: job.name, uid: job.uid))
        }
        plan.actions.append(.removeFinalizer)
        return plan
    }
}

extension JSONValue {
    /// The metadata of an object that nobody has asked to delete yet.
    var living: ObjectMetadata? {
        let metadata = ObjectMetadata(self["metadata"])
        return metadata.isBeingDeleted ? nil : metadata
    }
}
