import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// An object and what it leans on, as it was read at one moment.
struct ObjectRecord {
    /// The object as it is stored.
    let stored: JSONValue
    let key: ObjectKey
    /// The object with its defaults, and how it is.
    let summary: MaintenanceSummary
    /// What it names, with the names of the keys of Secrets and ConfigMaps.
    var dependencies: [Dependency: Look<KeyNames>] = [:]
    /// The claim for its cache; nil if the cache is on the node.
    var cacheClaim: Look<JSONValue>?
    /// The class that makes the claim; nil if none is asked for.
    var storageClass: StorageClassRecord?
    /// The ServiceAccount of its pods.
    var serviceAccount: Look<JSONValue> = .absent
    /// Its Jobs; looked for only where a quota is in the way of another.
    var jobs: Look<[JSONValue]> = .absent
    /// What became of its Job, and of that Job's pod.
    var job: Rehearsal = .impossible
    var pod: Rehearsal = .impossible

    /// A record of an object of which nothing is read yet.
    init(_ object: JSONValue) {
        stored = object
        summary = MaintenanceSummary(object, jobs: [])
        key = summary.key
    }

    var spec: KopiaMaintenanceSpec { summary.object.spec }

    var names: OwnedNames { OwnedNames(namespace: key.namespace, name: key.name) }

    /// What the object becomes, as far as no setting of the installation decides.
    var rendering: Rendering { Rendering(of: summary.object, options: RenderingOptions()) }

    /// The name of the account of its pods.
    var accountName: String { spec.serviceAccountName ?? names.serviceAccount }

    /// The name of the claim for its cache.
    var claimName: String? { spec.cache.pvcName ?? (spec.cache.capacity == nil ? nil : names.cacheClaim) }

    /// True if the controller has seen the object as it is now.
    var isSeen: Bool { summary.state.word != "pending" }

    /// True if no run is wanted, however it is asked for.
    var isDisabled: Bool { spec.enabled == false }

    /// True if the controller should have made what the object needs (`PlanDraft.applySupport`): it has seen it, runs are
    /// wanted, and it says of nothing that it is in the way.
    var isServed: Bool {
        isSeen && !isDisabled && !Self.restingReasons.contains(readiness) && summary.state.style != .bad
            && !summary.object.metadata.isBeingDeleted
    }

    /// In which the controller makes nothing yet.
    private static let restingReasons: Set<String> = ["MaintenanceDisabled", "AwaitingTrigger"]

    /// The reason of the condition `Ready`.
    private var readiness: String { summary.status.condition("Ready")?["reason"]?.string ?? "" }

    /// True if a run of it is under way, or waits.
    var hasUnfinishedRun: Bool { jobs.value?.contains { ObservedJob($0).isUnfinished } ?? false }
}

/// The class of a claim.
struct StorageClassRecord {
    /// Nil for the cluster's default.
    let name: String?
    var storageClass: Look<JSONValue>

    /// True if a claim waits for its first pod (`volumeBindingMode`, k8s.io/api/storage/v1).
    var waitsForPods: Bool { storageClass.value?["volumeBindingMode"]?.string == "WaitForFirstConsumer" }
}
