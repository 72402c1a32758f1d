import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// All that a page about an object tells, as it was read at one moment.
struct MaintenanceDetails {
    let summary: MaintenanceSummary
    var pods: [JSONValue] = []
    var cronJob: JSONValue?
    /// The name of the claim for the cache; nil if the cache is on the node.
    var claimName: String?
    var claim: JSONValue?
    /// True if the claim may be there: it could not be read.
    var isClaimUnread = false
    /// The newest last.
    var events: [JSONValue] = []
    /// What could not be read, and why: lines for people.
    var gaps: [String] = []
}

extension MaintenanceDetails {
    /// Reads an object and what belongs to it.
    ///
    /// - Parameters:
    ///   - key: the object.
    ///   - cluster: where it is.
    /// - Throws: ``CommandFailure`` if the object itself cannot be read; what is not allowed beyond it is a gap.
    init(of key: ObjectKey, in cluster: Cluster) async throws(CommandFailure) {
        let object = try await cluster.maintenance(key)
        let names = OwnedNames(namespace: key.namespace, name: key.name)
        let label = "\(ManagedLabels.maintenanceName)=\(names.labelValue)"
        var gaps: [String] = []
        func seek<Value>(_ none: Value, _ body: () async throws(CommandFailure) -> Value) async -> Value {
            do { return try await body() } catch {
                gaps.append("\(error)")
                return none
            }
        }
        func list(_ resource: APIResource) async -> [JSONValue] {
            let selection = ObjectSelection(resource, namespace: key.namespace, labelSelector: label)
            return await seek([]) { () async throws(CommandFailure) in try await cluster.list(selection) }
        }
        func find(_ resource: APIResource, _ name: String?) async -> JSONValue? {
            guard let name else { return nil }
            let key = ObjectKey(namespace: key.namespace, name: name)
            return await seek(nil) { () async throws(CommandFailure) in try await cluster.find(resource, key) }
        }
        summary = MaintenanceSummary(object, jobs: await list(.jobs).map { ObservedJob($0) })
        pods = await list(.pods)
        cronJob = await find(.cronJobs, summary.status.activeCronJob)
        let cache = summary.object.spec.cache
        claimName = cache.pvcName ?? (cache.capacity == nil ? nil : names.cacheClaim)
        let before = gaps.count
        claim = await find(.persistentVolumeClaims, claimName)
        isClaimUnread = gaps.count > before
        let uid = summary.object.metadata.uid ?? ""
        let about = ObjectSelection(.events, namespace: key.namespace, fieldSelector: "regarding.uid=\(uid)")
        events = await seek([]) { () async throws(CommandFailure) in try await cluster.list(about) }
            .sorted { EventTime.of($0) < EventTime.of($1) }
        self.gaps = gaps
    }

    /// Runs that have ended, the last first.
    var runs: [RunRecord] {
        summary.jobs.filter { !$0.isUnfinished }.sorted { $1.isBefore($0) }.compactMap { RunRecord($0, pods: pods) }
    }

    /// The newest pod of a Job.
    func pod(of job: ObservedJob) -> ObservedPod? {
        pods.map(ObservedPod.init).filter { $0.jobUID == job.uid }.newest
    }
}

/// When an event was last seen.
enum EventTime {
    /// In unix seconds; of the new API, of the old one, or when it was first told.
    static func of(_ event: JSONValue) -> Int64 {
        let times = [
            event["series"]?["lastObservedTime"], event["deprecatedLastTimestamp"], event["eventTime"],
            event["metadata"]?["creationTimestamp"],
        ]
        return times.lazy.compactMap { $0?.string }.first.flatMap { Timestamp.unixSeconds(parsing: $0) } ?? 0
    }
}
