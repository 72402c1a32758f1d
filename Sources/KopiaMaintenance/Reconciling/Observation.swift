package import KubernetesAPI

/// Everything that a decision about one KopiaMaintenance may depend on, as it was seen at one moment.
package struct Observation: Hashable, Sendable {
    /// The object, as it is stored.
    package var object: KopiaMaintenance

    /// The CronJobs that belong to the object, and the one that has the name it would give.
    package var cronJobs: [JSONValue] = []

    /// The Jobs of the object, scheduled and manual.
    package var jobs: [ObservedJob] = []

    /// The claim of the name that the object would give, whoever made it.
    package var cacheClaim: JSONValue?

    /// The ServiceAccount of the name that the object would give, whoever made it.
    package var serviceAccount: JSONValue?

    /// What the object refers to and is not there.
    package var missing: Set<Dependency> = []

    /// The other objects in the namespace that maintain the same repository, or of which a Job or CronJob still does.
    package var neighbours: [Neighbour] = []

    /// The claims among the object's volumes that attach to one node at a time.
    package var claimsOnOneNode: Set<String> = []

    /// Where a run must be because of those claims, where somebody has looked.
    package var placement: VolumePlacement?

    /// The scripts that its pods mount.
    package var scripts = SharedScripts()

    /// Why the API server would not let the cache's claim grow, where it was asked to.
    package var growthRefusal: String?

    /// What the API server would not take, and why, where something was refused just now.
    package var refusal: String?

    /// An observation of that object and nothing else.
    package init(of object: KopiaMaintenance) { self.object = object }
}

/// Something that a KopiaMaintenance refers to by name, in its own namespace.
package enum Dependency: Hashable, Sendable, Comparable {
    case secret(String)
    case configMap(String)
    case claim(String)

    /// The kind and name, for people.
    package var description: String {
        switch self {
        case .secret(let name): "Secret \(name)"
        case .configMap(let name): "ConfigMap \(name)"
        case .claim(let name): "PersistentVolumeClaim \(name)"
        }
    }

    /// Everything that must exist before a run of that spec can start.
    package static func all(of spec: KopiaMaintenanceSpec) -> Set<Dependency> {
        var all: Set<Dependency> = []
        if let secret = spec.repository.secretName { all.insert(.secret(secret)) }
        if let name = spec.repository.customCA?.configMapName { all.insert(.configMap(name)) }
        if let name = spec.repository.customCA?.secretName { all.insert(.secret(name)) }
        if let claim = spec.cache.pvcName { all.insert(.claim(claim)) }
        for volume in spec.moverVolumes?.array ?? [] {
            let source = volume["volumeSource"]
            if let claim = source?["persistentVolumeClaim"]?["claimName"]?.nonEmptyString { all.insert(.claim(claim)) }
            // The kubelet mounts an optional Secret empty while it is not there.
            if let secret = source?["secret"], secret["optional"]?.bool != true,
                let name = secret["secretName"]?.nonEmptyString
            {
                all.insert(.secret(name))
            }
        }
        return all
    }
}

/// Another object that maintains the same repository, as far as it matters to this one.
package struct Neighbour: Hashable, Sendable {
    package let object: KopiaMaintenance
    package let jobs: [ObservedJob]
    package let cronJobs: [JSONValue]

    package init(object: KopiaMaintenance, jobs: [ObservedJob], cronJobs: [JSONValue]) {
        self.object = KopiaMaintenance(Defaulting(object.json).object)
        self.jobs = jobs
        self.cronJobs = cronJobs
    }
}
