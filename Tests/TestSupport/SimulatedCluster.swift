import CronSchedule
package import KopiaMaintenance
package import KubernetesAPI

/// A cluster of one namespace, reduced to what planning can see and change.
///
/// Stands in for the API server, the CronJob controller and the Job controller; time passes when a test says so.
package struct SimulatedCluster {
    /// The objects by kind and name.
    package private(set) var objects: [String: [String: JSONValue]] = [:]
    package private(set) var events: [Event] = []
    /// By which words failures were counted.
    package private(set) var failureWords: [String] = []
    /// What exists of the things that objects refer to.
    package var present: Set<Dependency> = [.secret("repo"), .secret("other")]
    /// Claims that attach to one node at a time.
    package var claimsOnOneNode: Set<String> = []
    /// Where those are in use.
    package var placement: VolumePlacement?
    package var now: Int64 = 1_790_000_000
    /// What is known of the starts of runs, by the names of their Jobs.
    package var starts: [String: RunStart] = [:]
    /// What failed runs say of themselves.
    package var report: RunReport? = RunReport(failureReason: "WrongPassword: it opens nothing", tail: "")
    private var lastUID = 0
    private var lastVersion = 0
    private let planner: Planner

    /// Without the maintenance script in every pod, plans are made and compared several times faster.
    private static let options = RenderingOptions(moverEntrypoint: "/mover-kopia/entry.sh")

    package init(planner: Planner = Planner(options: Self.options, zone: UTC())) { self.planner = planner }
}

// MARK: - The user

extension SimulatedCluster {
    /// Creates or replaces a KopiaMaintenance, as admission would store it.
    package mutating func submit(_ name: String, _ spec: JSONValue) {
        let old = objects["KopiaMaintenance"]?[name]
        var object = JSONValue.kopiaMaintenance(
            spec,
            metadata: old?["metadata"] ?? ["name": .string(name), "namespace": "ns"]
        )
        object = Defaulting(object).object
        if let status = old?["status"] { object = object.setting(status, at: "status") }
        let generation = (old?["metadata"]?["generation"]?.int64 ?? 0) + (old?["spec"] == object["spec"] ? 0 : 1)
        store("KopiaMaintenance", object.setting(.number(JSONNumber(generation)), at: "metadata", "generation"))
    }

    package mutating func annotate(_ name: String, _ key: String, _ value: JSONValue?) {
        guard let object = objects["KopiaMaintenance"]?[name] else { return }
        store("KopiaMaintenance", object.setting(value, at: "metadata", "annotations", key))
    }

    /// Asks for the deletion of an object, which waits for its finalizers.
    package mutating func delete(_ name: String) {
        guard let object = objects["KopiaMaintenance"]?[name] else { return }
        let dying = object.setting(.string(Timestamp.string(fromUnixSeconds: now)), at: "metadata", "deletionTimestamp")
        store("KopiaMaintenance", dying)
        collect(name)
    }

    /// Stores any object as it is, with a UID of its own.
    package mutating func store(_ kind: String, _ object: JSONValue) {
        guard let name = object["metadata"]?["name"]?.string else { return }
        var object = object
        if object["metadata"]?["uid"] == nil {
            lastUID += 1
            object = object.setting(.string("uid-\(lastUID)"), at: "metadata", "uid")
                .setting(.string(Timestamp.string(fromUnixSeconds: now)), at: "metadata", "creationTimestamp")
        }
        let stored = objects[kind]?[name]
        // Whoever writes has no say in the version; what changes nothing makes no new one.
        object = object.setting(stored?["metadata"]?["resourceVersion"], at: "metadata", "resourceVersion")
        guard object != stored else { return }
        lastVersion += 1
        objects[kind, default: [:]][name] = object.setting(
            .string("\(lastVersion)"),
            at: "metadata",
            "resourceVersion"
        )
    }
}

// MARK: - Looking

extension SimulatedCluster {
    package func object(_ kind: String, _ name: String) -> JSONValue? { objects[kind]?[name] }

    package func all(_ kind: String) -> [JSONValue] {
        (objects[kind] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    }

    package func maintenance(_ name: String) -> KopiaMaintenance {
        KopiaMaintenance(objects["KopiaMaintenance"]?[name] ?? .null)
    }

    package func condition(_ type: String, of name: String) -> JSONValue? {
        MaintenanceStatus(of: maintenance(name)).condition(type)
    }

    /// The Jobs that may have pods at work on that repository.
    package func running(on secret: String) -> [ObservedJob] {
        all("Job").filter { RepositoryUse.secret(ofJob: $0) == secret }.map { ObservedJob($0) }.filter(\.mayRun)
    }

    package func jobs(of object: KopiaMaintenance) -> [ObservedJob] {
        let label = OwnedNames(namespace: "ns", name: object.metadata.name ?? "").labelValue
        return all("Job").filter { ObjectMetadata($0["metadata"]).label(ManagedLabels.maintenanceName) == label }
            .map { json in
                var job = ObservedJob(json, report: unsettledReport(of: json, object))
                job.start = starts[job.name] ?? RunStart()
                return job
            }
    }

    /// What a failed run says of itself; read only until its end is settled, as the controller does.
    private func unsettledReport(of job: JSONValue, _ object: KopiaMaintenance) -> RunReport? {
        let observed = ObservedJob(job)
        let isSettled = MaintenanceStatus(of: object).accountedJobs?.contains(observed.uid) == true
        guard case .failed = observed.phase, !isSettled else { return nil }
        return report
    }

    package func observation(of name: String) -> Observation {
        let object = maintenance(name)
        let names = OwnedNames(namespace: "ns", name: name)
        var observation = Observation(of: object)
        observation.cronJobs = cronJobs(of: object)
        observation.jobs = jobs(of: object)
        observation.cacheClaim = self.object("PersistentVolumeClaim", names.cacheClaim)
        observation.serviceAccount = self.object("ServiceAccount", names.serviceAccount)
        observation.claimsOnOneNode = claimsOnOneNode.intersection(VolumePlacement.claims(of: object.spec))
        observation.placement = placement
        observation.missing = Dependency.all(of: object.spec).subtracting(present)
        observation.scripts = sharedScripts(besides: name)
        let others = all("KopiaMaintenance").map(KopiaMaintenance.init).filter { $0.metadata.name != name }
        observation.neighbours = others.map { Neighbour(object: $0, jobs: jobs(of: $0), cronJobs: cronJobs(of: $0)) }
            .filter { $0.uses(object.spec.repository.secretName) }
        return observation
    }

    private func sharedScripts(besides name: String) -> SharedScripts {
        var shared = SharedScripts()
        shared.configMap = object("ConfigMap", ScriptsConfigMap.name)
        shared.others = all("KopiaMaintenance").map(KopiaMaintenance.init)
            .filter { $0.metadata.name != name && !$0.metadata.isBeingDeleted && $0.spec.enabled != false }
            .map { SharedScripts.User(name: $0.metadata.name ?? "", uid: $0.metadata.uid ?? "") }
        let named = Set((all("CronJob") + all("Job")).flatMap(\.scripts) + [ScriptsConfigMap.name])
        shared.obsolete = all("ConfigMap").filter {
            ScriptsConfigMap.isMade($0) && !named.contains($0["metadata"]?["name"]?.string ?? "")
        }
        return shared
    }

    private func cronJobs(of object: KopiaMaintenance) -> [JSONValue] {
        let name = OwnedNames(namespace: "ns", name: object.metadata.name ?? "").cronJob
        return all("CronJob").filter {
            $0["metadata"]?["name"]?.string == name
                || $0["metadata"]?["ownerReferences"]?.array?.first?["uid"]?.string == object.metadata.uid
        }
    }

    package func plan(_ name: String) -> Plan {
        objects["KopiaMaintenance"]?[name] == nil ? Plan() : planner.plan(observation(of: name), now: now)
    }
}

// MARK: - The executor

extension SimulatedCluster {
    /// Reconciles one object, and stops after that many actions as a crash would.
    package mutating func reconcile(_ name: String, upTo limit: Int = .max) {
        perform(plan(name).actions.prefix(limit), for: name)
    }

    /// Performs actions up to the first that the API server refuses.
    ///
    /// - Returns: false if one was refused, because the plan was made of a world that is no more.
    @discardableResult
    package mutating func perform(_ actions: some Sequence<Action>, for name: String) -> Bool {
        for action in actions where !perform(action, for: name) { return false }
        return true
    }

    /// Reconciles all objects until none has anything to do.
    package mutating func settle(rounds: Int = 20) throws {
        for _ in 0..<rounds {
            let names = all("KopiaMaintenance").compactMap { $0["metadata"]?["name"]?.string }
            if names.allSatisfy({ plan($0).actions.isEmpty }) { return }
            for name in names { reconcile(name) }
        }
        throw Unsettled(plans: all("KopiaMaintenance").map { plan($0["metadata"]?["name"]?.string ?? "").actions })
    }

    /// Plans that never come to an end.
    package struct Unsettled: Error {
        package let plans: [[Action]]
    }

    /// Performs an action.
    ///
    /// - Returns: false if the API server refuses it, because it is about an object as it was before another write.
    @discardableResult
    package mutating func perform(_ action: Action, for name: String) -> Bool {
        let object = self.object("KopiaMaintenance", name) ?? .null
        switch action {
        case .apply(let desired): return apply(desired)
        // Who owns which field is not simulated.
        case .adopt: break
        case .release(let job, let uid, let pod):
            return edit("Job", job, uid) { job in
                let members = pod?.object?.members ?? []
                return members.reduce(job.setting(false, at: "spec", "suspend")) {
                    $0.setting($1.value, at: "spec", "template", "spec", $1.name)
                }
            }
        case .takeBack(let job, let uid): return edit("Job", job, uid) { $0.setting(true, at: "spec", "suspend") }
        case .hold(let cronJob, let uid):
            return edit("CronJob", cronJob, uid) {
                $0.setting(true, at: "spec", "suspend")
                    .setting(nil, at: "metadata", "annotations", LateStart.sinceAnnotation)
            }
        case .grow(let claim, let uid, let storage):
            return edit("PersistentVolumeClaim", claim, uid) {
                $0.setting(storage, at: "spec", "resources", "requests", "storage")
            }
        case .delete(let kind, let target, let uid):
            // What is gone already need not be deleted.
            guard self.object(kind.rawValue, target) != nil else { return true }
            return remove(kind.rawValue, target, uid)
        case .record(let event): events.append(event)
        case .countFailure(_, let word): failureWords.append(word)
        case .writeStatus(let status):
            // A map by type: conditions of others stay.
            let ours = status["conditions"]?.array ?? []
            let types = Set(ours.map { $0["type"] })
            let others = (object["status"]?["conditions"]?.array ?? []).filter { !types.contains($0["type"]) }
            let merged = status.setting(.array(ours + others), at: "conditions")
            store("KopiaMaintenance", object.setting(merged, at: "status"))
        case .addFinalizer:
            store("KopiaMaintenance", object.setting([.string(APINames.finalizer)], at: "metadata", "finalizers"))
        case .removeFinalizer:
            store("KopiaMaintenance", object.setting([], at: "metadata", "finalizers"))
            collect(name)
        case .removeAnnotation(let key): annotate(name, key, nil)
        }
        return true
    }

    private mutating func apply(_ desired: JSONValue) -> Bool {
        guard let kind = desired["kind"]?.string, let name = desired["metadata"]?["name"]?.string else { return true }
        // Of an object that is not there any version makes one.
        guard let existing = object(kind, name) else {
            store(kind, desired)
            return true
        }
        let version = desired["metadata"]?["resourceVersion"]
        guard version == nil || version == existing["metadata"]?["resourceVersion"] else { return false }
        var merged = existing
        for member in desired.object?.members ?? [] where member.name != "metadata" {
            merged = merged.setting(member.value, at: member.name)
        }
        for part in ["labels", "annotations", "ownerReferences"] {
            guard let value = desired["metadata"]?[part] else { continue }
            merged = merged.setting(value, at: "metadata", part)
        }
        let isKept = ["data", "immutable"].allSatisfy { merged[$0] == existing[$0] }
        guard isKept || existing["immutable"] != true else { return false }
        store(kind, merged)
        return true
    }

    private mutating func edit(
        _ kind: String,
        _ name: String,
        _ uid: String,
        _ change: (JSONValue) -> JSONValue
    ) -> Bool {
        guard let object = object(kind, name), object["metadata"]?["uid"]?.string == uid else { return false }
        store(kind, change(object))
        return true
    }

    @discardableResult
    private mutating func remove(_ kind: String, _ name: String, _ uid: String) -> Bool {
        guard object(kind, name)?["metadata"]?["uid"]?.string == uid else { return false }
        objects[kind]?[name] = nil
        disown(uid)
        for dependents in ["CronJob", "Job", "PersistentVolumeClaim", "ServiceAccount"] {
            for object in all(dependents)
            where object["metadata"]?["ownerReferences"]?.array?.first?["uid"]?.string == uid {
                remove(dependents, object["metadata"]?["name"]?.string ?? "", object["metadata"]?["uid"]?.string ?? "")
            }
        }
        return true
    }

    /// The garbage collector: what has several owners goes with the last.
    private mutating func disown(_ uid: String) {
        for configMap in all("ConfigMap") {
            let owners = configMap["metadata"]?["ownerReferences"]?.array ?? []
            let others = owners.filter { $0["uid"]?.string != uid }
            guard others != owners else { continue }
            guard others.isEmpty else {
                store("ConfigMap", configMap.setting(.array(others), at: "metadata", "ownerReferences"))
                continue
            }
            objects["ConfigMap"]?[configMap["metadata"]?["name"]?.string ?? ""] = nil
        }
    }

    /// Removes an object under deletion once nothing holds it, and what it owns with it.
    private mutating func collect(_ name: String) {
        let object = maintenance(name)
        guard object.metadata.isBeingDeleted, object.metadata.finalizers.isEmpty else { return }
        remove("KopiaMaintenance", name, object.metadata.uid ?? "")
    }
}

// MARK: - The other controllers

extension SimulatedCluster {
    /// The CronJob controller at a slot of the schedule: makes a Job unless it is held or its last one is unfinished.
    package mutating func fire(_ name: String) {
        guard let cronJob = object("CronJob", name), cronJob["spec"]?["suspend"]?.bool != true else { return }
        guard !hasActiveJob(cronJob) else { return }
        now += 60
        makeJob(of: cronJob, named: "\(name)-\(now / 60)")
    }

    /// The CronJob controller's look at a CronJob: starts the last slot that has passed since the last start, unless it is
    /// older than the deadline (`syncCronJob`, pkg/controller/cronjob/cronjob_controllerv2.go).
    ///
    /// - Parameters:
    ///   - name: the CronJob.
    ///   - clock: the time by that controller's clock.
    /// - Returns: the slot for which it made a Job.
    @discardableResult
    package mutating func startDueSlot(of name: String, at clock: Int64) -> Int64? {
        guard let cronJob = object("CronJob", name), cronJob["spec"]?["suspend"]?.bool != true,
            let schedule = cronJob["spec"]?["schedule"]?.string.flatMap({ try? CronSchedule(parsing: $0) }),
            let deadline = cronJob["spec"]?["startingDeadlineSeconds"]?.int64
        else { return nil }
        let last = cronJob["status"]?["lastScheduleTime"] ?? cronJob["metadata"]?["creationTimestamp"]
        let start = last?.string.flatMap { Timestamp.unixSeconds(parsing: $0) } ?? clock
        var slot: Int64?
        var time = max(start, clock - deadline)
        while let next = schedule.nextFire(after: time, in: UTC()), next <= clock { (slot, time) = (next, next) }
        guard let slot, !hasActiveJob(cronJob) else { return nil }
        makeJob(of: cronJob, named: "\(name)-\(slot / 60)")
        let text = JSONValue.string(Timestamp.string(fromUnixSeconds: slot))
        store("CronJob", cronJob.setting(text, at: "status", "lastScheduleTime"))
        return slot
    }

    /// A person with `kubectl create job NAME --from=cronjob/…`; a CronJob that is suspended does not mind.
    package mutating func instantiate(_ cronJob: String, as name: String) {
        guard let cronJob = object("CronJob", cronJob), object("Job", name) == nil else { return }
        makeJob(of: cronJob, named: name, annotations: ["cronjob.kubernetes.io/instantiate": "manual"])
    }

    /// The CronJob controller's look at finished Jobs: it deletes those beyond the CronJob's limits, then says when one
    /// last succeeded (`cleanupFinishedJobs`, `syncCronJob`, pkg/controller/cronjob/cronjob_controllerv2.go).
    ///
    /// - Parameters:
    ///   - name: the CronJob.
    ///   - conflict: true if the write of what it says fails, after the deletions; it does not try again for Jobs that are
    ///     gone.
    package mutating func cleanUp(_ name: String, conflict: Bool = false) {
        guard let cronJob = object("CronJob", name) else { return }
        let finished = jobs(of: cronJob).filter { !$0.isUnfinished }
        for (hasFailed, limit) in [(false, "successfulJobsHistoryLimit"), (true, "failedJobsHistoryLimit")] {
            let jobs = finished.filter { job in if case .failed = job.phase { hasFailed } else { !hasFailed } }
                .sorted { $0.metadata.creationTimestamp ?? "" > $1.metadata.creationTimestamp ?? "" }
            for job in jobs.dropFirst(Int(cronJob["spec"]?[limit]?.int64 ?? 1)) { remove("Job", job.name, job.uid) }
        }
        let successes = finished.compactMap { job in if case .complete(let time) = job.phase { time } else { nil } }
        guard let last = successes.max(), !conflict else { return }
        let text = max(cronJob["status"]?["lastSuccessfulTime"]?.string ?? "", Timestamp.string(fromUnixSeconds: last))
        store("CronJob", cronJob.setting(.string(text), at: "status", "lastSuccessfulTime"))
    }

    private func jobs(of cronJob: JSONValue) -> [ObservedJob] {
        let uid = cronJob["metadata"]?["uid"]
        return all("Job").filter { $0["metadata"]?["ownerReferences"]?.array?.first?["uid"] == uid }
            .map { ObservedJob($0) }
    }

    /// True if a Job is under way that the CronJob controller made; of others it knows nothing.
    private func hasActiveJob(_ cronJob: JSONValue) -> Bool {
        jobs(of: cronJob).contains {
            $0.isUnfinished && $0.metadata.annotation("cronjob.kubernetes.io/instantiate") == nil
        }
    }

    private mutating func makeJob(of cronJob: JSONValue, named name: String, annotations: JSONValue = [:]) {
        let template = cronJob["spec"]?["jobTemplate"] ?? .null
        let owner: JSONValue = ["uid": cronJob["metadata"]?["uid"] ?? .null, "controller": true]
        let metadata: JSONValue = [
            "name": .string(name), "labels": template["metadata"]?["labels"] ?? [:], "annotations": annotations,
            "ownerReferences": [owner],
        ]
        store("Job", ["kind": "Job", "metadata": metadata, "spec": template["spec"] ?? [:]])
    }

    /// The Job controller at the end of a run.
    package mutating func finish(_ job: String, success: Bool, reason: String = "BackoffLimitExceeded") {
        guard let object = object("Job", job), ObservedJob(object).mayRun else { return }
        now += 30
        let condition: JSONValue = [
            "type": success ? "Complete" : "Failed", "status": "True", "reason": success ? "" : .string(reason),
            "lastTransitionTime": .string(Timestamp.string(fromUnixSeconds: now)),
        ]
        store("Job", object.setting([condition], at: "status", "conditions"))
    }
}
