import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// What a line about an object says.
struct MaintenanceSummary {
    let object: KopiaMaintenance
    let key: ObjectKey
    /// Its Jobs, the newest first.
    let jobs: [ObservedJob]
    let status: MaintenanceStatus
    let state: MaintenanceState

    /// The summary of an object.
    ///
    /// - Parameters:
    ///   - object: the object; what the webhook would fill in is filled in.
    ///   - jobs: Jobs, among them its own.
    init(_ object: JSONValue, jobs: [ObservedJob]) {
        let object = KopiaMaintenance(Defaulting(object).object)
        let key = ObjectKey(
            namespace: object.metadata.namespace ?? "",
            name: object.metadata.name ?? ""
        )
        let label = OwnedNames(namespace: key.namespace, name: key.name).labelValue
        let own = jobs.filter {
            $0.metadata.namespace == key.namespace && $0.metadata.label(ManagedLabels.maintenanceName) == label
        }
        self.object = object
        self.key = key
        self.jobs = own.sorted {
            ($0.metadata.creationTimestamp ?? "", $0.name) > ($1.metadata.creationTimestamp ?? "", $1.name)
        }
        status = MaintenanceStatus(of: object)
        state = MaintenanceState(of: object, jobs: own)
    }

    /// The run under way, or that waits.
    var run: ObservedJob? {
        let unfinished = jobs.filter { $0.isUnfinished && !$0.metadata.isBeingDeleted }
        return unfinished.first(where: \.mayRun) ?? unfinished.first
    }

    /// The Secret of the repository.
    var repository: String { object.spec.repository.secretName ?? "-" }

    /// When it runs.
    var trigger: String {
        if let schedule = object.spec.effectiveSchedule { return schedule }
        return object.spec.trigger.manual.map { "manual: \($0)" } ?? "manual"
    }

    /// When a run last succeeded, in unix seconds.
    var lastSuccess: Int64? { status.lastMaintenanceTime.flatMap { Timestamp.unixSeconds(parsing: $0) } }

    /// When the next run starts, in unix seconds; nil while nothing will start.
    var next: Int64? { status.nextScheduledMaintenance.flatMap { Timestamp.unixSeconds(parsing: $0) } }

    /// What the controller says of it, on one line; empty if all is well.
    var message: String {
        let condition = status.condition("Error").flatMap { $0["status"] == "True" ? $0 : nil }
        if let message = condition?["message"]?.string { return message.oneLine }
        if status.maintenanceFailures > 0 {
            return status.condition("MaintenanceHealthy")?["message"]?.string?.oneLine ?? ""
        }
        guard let ready = status.condition("Ready"), ready["reason"] != "MaintenanceActive" else { return "" }
        return ready["message"]?.string?.oneLine ?? ""
    }
}
