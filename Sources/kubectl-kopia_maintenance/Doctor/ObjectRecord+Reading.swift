import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

extension ObjectRecord {
    /// Reads what an object leans on, and rehearses its run.
    ///
    /// - Parameters:
    ///   - object: the object.
    ///   - cluster: where it is.
    ///   - shared: what other objects lean on, too.
    /// - Throws: ``CommandFailure`` where nothing can be asked any more.
    init(_ object: JSONValue, in cluster: Cluster, _ shared: SharedLooks) async throws(CommandFailure) {
        self.init(object)
        for dependency in Dependency.all(of: spec).sorted() {
            dependencies[dependency] = try await keys(of: dependency, cluster, shared)
        }
        if let claimName {
            cacheClaim = try await cluster.look(for: .persistentVolumeClaims, named(claimName))
            storageClass = try await storageClass(shared)
        }
        serviceAccount = try await cluster.look(for: .serviceAccounts, named(accountName))
        let template = try await jobTemplate(cluster)
        (job, pod) = try await rehearse(template, cluster)
        if [job, pod].contains(where: \.isOfFullQuota) { jobs = try await jobs(cluster) }
    }

    private func named(_ name: String) -> ObjectKey { ObjectKey(namespace: key.namespace, name: name) }

    private func keys(
        of dependency: Dependency,
        _ cluster: Cluster,
        _ shared: SharedLooks
    ) async throws(CommandFailure) -> Look<KeyNames> {
        switch dependency {
        case .secret(let name): try await keys(of: dependency, .secrets, named(name), shared)
        case .configMap(let name): try await keys(of: dependency, .configMaps, named(name), shared)
        case .claim(let name):
            try await cluster.look(for: .persistentVolumeClaims, named(name), metadataOnly: true).map { _ in
                KeyNames([])
            }
        }
    }

    /// The keys that metadata tells; the whole object is read only where it tells none, or where something would be amiss
    /// with those.
    private func keys(
        of dependency: Dependency,
        _ resource: APIResource,
        _ key: ObjectKey,
        _ shared: SharedLooks
    ) async throws(CommandFailure) -> Look<KeyNames> {
        let told = try await shared.toldKeys(of: resource, key)
        guard let found = told.value else { return told.map { $0 ?? KeyNames([]) } }
        if let found, RepositoryChecks(self).checks(of: dependency, .found(found)).allSatisfy({ $0.verdict == .sound })
        {
            return .found(found)
        }
        return try await shared.allKeys(of: resource, key)
    }

    private func jobs(_ cluster: Cluster) async throws(CommandFailure) -> Look<[JSONValue]> {
        let label = "\(ManagedLabels.maintenanceName)=\(names.labelValue)"
        let selection = ObjectSelection(.jobs, namespace: key.namespace, labelSelector: label)
        return try await cluster.look(forAll: selection)
    }

    /// The class that the claim has, or will be given.
    private func storageClass(_ shared: SharedLooks) async throws(CommandFailure) -> StorageClassRecord? {
        let asked = cacheClaim?.value?["spec"]?["storageClassName"]?.string ?? spec.cache.storageClassName
        guard let asked else {
            guard spec.cache.pvcName == nil else { return nil }
            let all = try await shared.storageClasses()
            guard case .found(let classes) = all else {
                return StorageClassRecord(name: nil, storageClass: all.map { _ in .null })
            }
            let usual = classes.first {
                ObjectMetadata(of: $0).annotation("storageclass.kubernetes.io/is-default-class") == "true"
            }
            return StorageClassRecord(name: nil, storageClass: usual.map { .found($0) } ?? .absent)
        }
        // A class of its own: nothing is made.
        guard !asked.isEmpty else { return nil }
        return StorageClassRecord(name: asked, storageClass: try await shared.storageClass(asked))
    }

    /// The Job that the schedule starts, as the installation has made it of the object as it is now, else as this release
    /// would.
    private func jobTemplate(_ cluster: Cluster) async throws(CommandFailure) -> JSONValue {
        guard isSeen else { return rendering.manualJob(tag: "doctor") }
        let cronJob = try await cluster.look(for: .cronJobs, named(names.cronJob))
        return cronJob.value?["spec"]?["jobTemplate"] ?? rendering.manualJob(tag: "doctor")
    }

    /// Lets the API server judge the Job, and the pod that the Job controller would make of it: what Pod Security, quotas
    /// and limits forbid about a pod they do not say of its Job (`podsecurity`, k8s.io/pod-security-admission: of pod
    /// controllers it only warns).
    ///
    /// The Job has a name, as those of the CronJob controller: policies ask for it, and are asked before the API server
    /// would make one up. The pod has what policies give to the Job.
    private func rehearse(
        _ template: JSONValue,
        _ cluster: Cluster
    ) async throws(CommandFailure) -> (job: Rehearsal, pod: Rehearsal) {
        let name = "\(OwnedNames.prefix)doctor-\(Self.suffix())"
        let job = Self.object(
            ("batch/v1", "Job"),
            [("name", .string(name))],
            template["metadata"],
            (template["spec"] ?? .null).setting("suspend", to: true)
        )
        let outcome = try await cluster.rehearse(.jobs, in: key.namespace, job)
        let spec = (outcome.object ?? job)["spec"] ?? .null
        let pod = Self.object(
            ("v1", "Pod"),
            [("generateName", .string("\(name)-"))],
            spec["template"]?["metadata"],
            podSpec(of: spec)
        )
        return (outcome, try await cluster.rehearse(.pods, in: key.namespace, pod))
    }

    /// So many digits of a name are made up.
    private static let suffixLength = 5

    private static func suffix() -> String {
        String((0..<suffixLength).compactMap { _ in "0123456789".randomElement() })
    }

    /// Of nobody, under a name that is allowed to runs (``OwnedNames/prefix``).
    private static func object(
        _ type: (version: String, kind: String),
        _ name: [(String, JSONValue?)],
        _ metadata: JSONValue?,
        _ spec: JSONValue
    ) -> JSONValue {
        let parts = name + [("labels", metadata?["labels"]), ("annotations", metadata?["annotations"])]
        return [
            "apiVersion": .string(type.version), "kind": .string(type.kind), "metadata": .present(parts), "spec": spec,
        ]
    }

    /// The pod's specification; under the namespace's own account where the object's is not there, which is told by itself
    /// and would hide everything else.
    private func podSpec(of job: JSONValue) -> JSONValue {
        let spec = job["template"]?["spec"] ?? .null
        guard serviceAccount == .absent else { return spec }
        // The API server writes the name twice, and reads either.
        return spec.setting("serviceAccountName", to: nil).setting("serviceAccount", to: nil)
    }
}

extension Rehearsal {
    /// What would be stored; nil if nothing would.
    fileprivate var object: JSONValue? {
        if case .admitted(let object) = self { object } else { nil }
    }

    /// True if a quota has no room for it.
    fileprivate var isOfFullQuota: Bool {
        if case .refused(let words) = self { words.contains(ObjectChecks.fullQuota) } else { false }
    }
}

extension JSONValue {
    /// The object with another value for a member, or without it.
    fileprivate func setting(_ name: String, to value: JSONValue?) -> JSONValue {
        guard var object else { return self }
        object[name] = value
        return .object(object)
    }
}
