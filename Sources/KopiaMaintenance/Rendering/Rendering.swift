import CronSchedule
package import KubernetesAPI

/// What a KopiaMaintenance becomes: the objects that the controller applies.
///
/// Assumptions: the object has been through ``Defaulting`` and ``Validation``. Guarantees: total and deterministic, the
/// same object and options give the same bytes; every field that is set is one that the field manager means to own.
package struct Rendering: Sendable {
    private let object: KopiaMaintenance
    private let options: RenderingOptions

    /// The names of the objects.
    package let names: OwnedNames

    /// The rendering of that object.
    package init(of object: KopiaMaintenance, options: RenderingOptions) {
        self.object = object
        self.options = options
        names = OwnedNames(namespace: object.metadata.namespace ?? "", name: object.metadata.name ?? "")
    }
}

extension Rendering {
    /// The CronJob of an object with a schedule; nil for one without.
    ///
    /// - Parameters:
    ///   - held: true to start nothing although the user does not ask for that: after failures, or beside another run.
    ///   - startingDeadline: how late a run may start, where that is not the installation's figure.
    /// - Returns: the CronJob as it is applied.
    package func cronJob(held: Bool = false, startingDeadline: Duration? = nil) -> JSONValue? {
        guard let schedule = object.spec.effectiveSchedule else { return nil }
        let deadline = Self.startingDeadline(startingDeadline ?? options.startingDeadline, of: schedule)
        let spec: JSONValue = .members([
            "schedule": .string(schedule),
            "timeZone": .string(options.timeZone),
            "startingDeadlineSeconds": .number(JSONNumber(deadline)),
            "concurrencyPolicy": "Forbid",
            "suspend": .bool(held || object.spec.suspend == true),
            "successfulJobsHistoryLimit": object.spec.successfulJobsHistoryLimit
                .map { .number(JSONNumber(max($0, UnaccountedJobs.successes))) },
            "failedJobsHistoryLimit": object.spec.failedJobsHistoryLimit
                .map { .number(JSONNumber(max($0, UnaccountedJobs.failures))) },
            "jobTemplate": [
                "metadata": ["labels": .object(ManagedLabels.selection(names))],
                "spec": jobSpec,
            ],
        ])
        let metadata = metadata(names.cronJob, labels: ManagedLabels.all(names))
        return ["apiVersion": "batch/v1", "kind": "CronJob", "metadata": metadata, "spec": spec]
    }

    /// The Job of a manual run.
    ///
    /// Nothing but the controller ends its life, by the history limits and `ttlSecondsAfterFinished` of the object: a
    /// Job that Kubernetes lets expire takes its verdict with it.
    package func manualJob(tag: String) -> JSONValue {
        job(names.manualJob(tag: tag), annotations: [Self.tagAnnotation: .string(tag)])
    }

    /// The Job of a run that was requested by annotation: one by hand like that of a manual trigger.
    package func requestedJob(tag: String) -> JSONValue {
        job(names.requestedJob(tag: tag), annotations: [APINames.runRequestedAnnotation: .string(tag)])
    }

    private func job(_ name: String, annotations: JSONValue) -> JSONValue {
        let metadata = metadata(name, labels: ManagedLabels.manualJob(names), annotations: annotations)
        return ["apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": jobSpec]
    }

    /// The claim for the cache; nil if the cache is ephemeral or a claim of the user's own.
    package var cacheClaim: JSONValue? {
        guard case .owned(let name, let capacity) = CacheVolume(object.spec.cache, names: names) else { return nil }
        let spec: JSONValue = .members([
            "accessModes": object.spec.cache.accessModes.map { .array($0.map(JSONValue.string)) },
            "storageClassName": object.spec.cache.storageClassName.map(JSONValue.string),
            "resources": ["requests": ["storage": capacity]],
        ])
        let metadata = metadata(name, labels: ManagedLabels.all(names))
        return ["apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": spec]
    }

    /// The ServiceAccount of an object that names none: one without rights and without a token, so that no run has more
    /// than it needs because somebody gave the namespace's `default` account something.
    package var serviceAccount: JSONValue? {
        guard object.spec.serviceAccountName == nil else { return nil }
        return [
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": metadata(names.serviceAccount, labels: ManagedLabels.all(names)),
            "automountServiceAccountToken": false,
        ]
    }
}

extension Rendering {
    /// Everything that the object asks for by itself, in the order in which it is applied: what a pod refers to comes
    /// before the pod.
    ///
    /// What else is going on (failures, runs beside this one, tags that have had their run) is the controller's to weigh.
    package var objects: [JSONValue] {
        let isEnabled = object.spec.enabled != false
        let tag = isEnabled && object.spec.suspend != true ? object.spec.trigger.manual : nil
        let runs = [isEnabled ? cronJob() : nil, tag.map { manualJob(tag: $0) }].compactMap(\.self)
        let scripts = runs.isEmpty ? nil : ScriptsConfigMap.json(namespace: object.metadata.namespace)
        return [scripts, serviceAccount, cacheClaim].compactMap(\.self) + runs
    }
}

extension Rendering {
    /// On the Job of a manual run: the tag that asked for it.
    package static let tagAnnotation = "volsync.backube/manual-trigger"

    /// Below ten seconds the CronJob controller, which looks every ten, may miss every slot
    /// (`CronJobSpec.startingDeadlineSeconds`, k8s.io/api/batch/v1).
    package static let minimumStartingDeadline: Duration = .seconds(10)

    /// The deadline to render for runs that may start that late, in seconds.
    ///
    /// An interval (`@every`) is counted from the last start or from the deadline's reach into the past, whichever is
    /// later (`mostRecentScheduleTime`, pkg/controller/cronjob/utils.go): one that is not shorter than the deadline would
    /// never be over.
    private static func startingDeadline(_ lateness: Duration, of schedule: String) -> Int64 {
        let interval = (try? CronSchedule(parsing: schedule))?.interval ?? .zero
        let deadline = max(lateness, minimumStartingDeadline) + interval
        return min(deadline, longestStartingDeadline).components.seconds
    }

    /// What Go can express; the CronJob controller would take a longer deadline for a negative one (`time.Duration`).
    private static let longestStartingDeadline: Duration = .nanoseconds(Int64.max)

    private var jobSpec: JSONValue { JobSpec.json(object.spec, names: names, options: options) }

    private func metadata(_ name: String, labels: JSONObject, annotations: JSONValue? = nil) -> JSONValue {
        .members([
            "name": .string(name),
            "namespace": object.metadata.namespace.map(JSONValue.string),
            "labels": .object(labels),
            "annotations": annotations,
            "ownerReferences": object.metadata.uid.map { [ownerReference(uid: $0)] },
        ])
    }

    /// Makes the object the controller of what is made for it: the garbage collector takes it down with the object.
    private func ownerReference(uid: String) -> JSONValue {
        [
            "apiVersion": .string(APINames.apiVersion),
            "kind": .string(APINames.kind),
            "name": .string(object.metadata.name ?? ""),
            "uid": .string(uid),
            "controller": true,
            "blockOwnerDeletion": true,
        ]
    }
}
