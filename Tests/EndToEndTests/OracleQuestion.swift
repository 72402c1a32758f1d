import KopiaMaintenance
import KubernetesAPI
import KubernetesClient
import TestSupport

/// One thing that the API server is asked about a KopiaMaintenance: whether it would take this object.
struct OracleQuestion: Sendable {
    /// How the object is written.
    enum Verb: Sendable {
        case create
        case apply
    }

    let verb: Verb
    let resource: APIResource
    var object: JSONValue
    let origins: [OracleOrigin]

    /// The path in the KopiaMaintenance of a field that the API server names; nil if nothing there leads to it.
    func origin(of field: String) -> String? {
        for origin in origins { if let path = origin.path(of: field) { return path } }
        return nil
    }
}

extension OracleQuestion {
    /// Whether an object fits the definition.
    static func storage(of object: JSONValue) -> OracleQuestion {
        OracleQuestion(verb: .create, resource: .kopiaMaintenances, object: object, origins: [])
    }

    /// What an object that is stored gives rise to: the objects that the controller applies, and those that it names.
    static func all(about stored: JSONValue, options: RenderingOptions) -> [OracleQuestion] {
        let object = KopiaMaintenance(stored)
        return rendered(object, options) + named(in: object.spec) + schedules(of: object.spec)
    }
}

// MARK: - What the controller applies

extension OracleQuestion {
    private static func rendered(_ object: KopiaMaintenance, _ options: RenderingOptions) -> [OracleQuestion] {
        let rendering = Rendering(of: object, options: options)
        let claim = rendering.cacheClaim.map {
            OracleQuestion(verb: .apply, resource: .persistentVolumeClaims, object: $0, origins: OracleOrigin.claim)
        }
        let account = rendering.serviceAccount.map {
            OracleQuestion(verb: .apply, resource: .serviceAccounts, object: $0, origins: [])
        }
        return [run(object.spec, rendering), pod(object.spec, rendering)] + [claim, account].compactMap { $0 }
    }

    /// A CronJob for a schedule, else a Job for the tag; an object that asks for neither may come to ask for one.
    private static func run(_ spec: KopiaMaintenanceSpec, _ rendering: Rendering) -> OracleQuestion {
        guard let cronJob = rendering.cronJob() else {
            let job = rendering.manualJob(tag: spec.trigger.manual ?? "")
            let origins = OracleOrigin.job("", job, of: spec)
            return OracleQuestion(verb: .apply, resource: .jobs, object: job, origins: origins)
        }
        let template = cronJob["spec"]?["jobTemplate"] ?? .null
        let origins = OracleOrigin.cronJob(of: spec) + OracleOrigin.job("spec.jobTemplate.", template, of: spec)
        return OracleQuestion(verb: .apply, resource: .cronJobs, object: cronJob, origins: origins)
    }

    /// The pod that the Job controller makes for a run: some rules are for pods, and not for what becomes one.
    ///
    /// Its account is one that exists: the API server asks for that only here.
    private static func pod(_ spec: KopiaMaintenanceSpec, _ rendering: Rendering) -> OracleQuestion {
        let job = rendering.manualJob(tag: "")
        var pod = (job["spec"]?["template"] ?? .null).setting("v1", at: "apiVersion").setting("Pod", at: "kind")
            .setting("pod", at: "metadata", "name")
            .setting(.string(OracleCluster.account), at: "spec", "serviceAccountName")
        for label in ManagedPodLabels.ofJobController { pod = pod.setting("x", at: "metadata", "labels", label) }
        let origins = OracleOrigin.job("", job, of: spec).compactMap(\.ofPod)
        return OracleQuestion(verb: .create, resource: .pods, object: pod, origins: origins)
    }

    /// The schedules that are not in force: each is judged.
    private static func schedules(of spec: KopiaMaintenanceSpec) -> [OracleQuestion] {
        let all = [("spec.trigger.schedule", spec.trigger.schedule), ("spec.schedule", spec.deprecatedSchedule)]
        let pod: JSONValue = ["restartPolicy": "Never", "containers": [["name": "c", "image": "i"]]]
        return all.compactMap { path, schedule in
            guard let schedule, schedule != spec.effectiveSchedule else { return nil }
            let cronJob = JSONValue.minimal(.cronJobs, "schedule").setting(
                ["schedule": .string(schedule), "jobTemplate": ["spec": ["template": ["spec": pod]]]],
                at: "spec"
            )
            let origins = [OracleOrigin(there: "spec.schedule", here: path)]
            return OracleQuestion(verb: .create, resource: .cronJobs, object: cronJob, origins: origins)
        }
    }
}

// MARK: - What it names

extension OracleQuestion {
    /// The objects that a spec names: one that cannot exist cannot be found either.
    private static func named(in spec: KopiaMaintenanceSpec) -> [OracleQuestion] {
        let authority = spec.repository.customCA
        var names: [(name: String?, resource: APIResource, path: String)] = [
            (spec.repository.secretName, .secrets, "spec.repository.repository"),
            (authority?.configMapName, .configMaps, "spec.repository.customCA.configMapName"),
            (authority?.secretName, .secrets, "spec.repository.customCA.secretName"),
            (spec.serviceAccountName, .serviceAccounts, "spec.serviceAccountName"),
            (spec.cache.pvcName, .persistentVolumeClaims, "spec.cachePVC"),
        ]
        // Beside a claim of the user's own the class is ignored.
        if spec.cache.pvcName == nil {
            names.append((spec.cache.storageClassName, .storageClasses, "spec.cacheStorageClassName"))
        }
        for (index, volume) in (spec.moverVolumes?.array ?? []).enumerated() {
            let (source, path) = (volume["volumeSource"], "spec.moverVolumes[\(index)].volumeSource")
            // Of several sources, which are a mistake of their own, the first counts.
            if let secret = source?["secret"] {
                names.append((secret["secretName"]?.string, .secrets, "\(path).secret.secretName"))
            } else if source?["nfs"] == nil {
                let claim = source?["persistentVolumeClaim"]?["claimName"]?.string
                names.append((claim, .persistentVolumeClaims, "\(path).persistentVolumeClaim.claimName"))
            }
        }
        let objects = names.compactMap { name, resource, path in
            name.flatMap { $0.isEmpty ? nil : named($0, resource, path) }
        }
        return objects + [authority?.key].compactMap { $0.map(holding) }
    }

    /// An object of that name, without anything else that could be wrong.
    private static func named(_ name: String, _ resource: APIResource, _ path: String) -> OracleQuestion {
        var object = JSONValue.minimal(resource, name)
        if resource == .persistentVolumeClaims {
            let spec: JSONValue = [
                "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]],
            ]
            object = object.setting(spec, at: "spec")
        }
        if resource == .storageClasses { object = object.setting("example.com/none", at: "provisioner") }
        let origins = [OracleOrigin(there: "metadata.name", here: path)]
        return OracleQuestion(verb: .create, resource: resource, object: object, origins: origins)
    }

    /// A ConfigMap that has a key of that name.
    private static func holding(_ key: String) -> OracleQuestion {
        let data = JSONValue.object(JSONObject(members: [(key, "")]))
        let object = JSONValue.minimal(.configMaps, "holder").setting(data, at: "data")
        let origins = [OracleOrigin(there: "data", here: "spec.repository.customCA.key")]
        return OracleQuestion(verb: .create, resource: .configMaps, object: object, origins: origins)
    }
}

extension JSONValue {
    /// An object of that resource with a name and nothing else.
    fileprivate static func minimal(_ resource: APIResource, _ name: String) -> JSONValue {
        [
            "apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind),
            "metadata": ["name": .string(name)],
        ]
    }
}
