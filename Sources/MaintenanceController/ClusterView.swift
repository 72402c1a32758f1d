package import KopiaMaintenance
package import KubernetesAPI
package import KubernetesClient

/// What is known of the cluster, kept current by watches: everything that a plan may depend on.
///
/// Of Secrets and ConfigMaps only names are kept; their contents are never asked for.
package struct ClusterView: Sendable {
    package let maintenances: ObjectStore
    package let cronJobs: ObjectStore
    package let jobs: ObjectStore
    package let claims: ObjectStore
    package let serviceAccounts: ObjectStore
    package let secrets: ObjectStore
    package let configMaps: ObjectStore
    /// The scripts, a ConfigMap in each namespace; of their texts only digests.
    package let scripts: ObjectStore
    /// The pods of runs that have not begun, by the Job that made them.
    package let pods: ObjectStore

    /// A view that knows nothing yet.
    package init() {
        maintenances = ObjectStore(indexes: [
            Index.dependency: { Self.dependencies(of: KopiaMaintenance($0)) },
            Index.label: { object in
                // Most are found by their name, which is the label.
                ObjectKey(of: object).map { $0.isLabel ? [] : [Self.label(of: $0)] } ?? []
            },
            Index.namespace: { Self.namespace(of: $0) },
            Index.awaited: { object in
                KopiaMaintenance(object).isAwaited ? [ObjectKey(of: object)?.description ?? ""] : []
            },
        ])
        let owned: [String: @Sendable (JSONValue) -> [String]] = [
            Index.label: { Self.maintenanceLabels(of: $0) },
            Index.repository: {
                Self.repository(usedBy: $0).map { [Self.dependencyValue($0.namespace, $0.secret)] } ?? []
            },
            Index.scripts: { Self.scriptsValues($0) },
        ]
        cronJobs = ObjectStore(indexes: owned)
        jobs = ObjectStore(indexes: owned)
        claims = ObjectStore()
        serviceAccounts = ObjectStore()
        secrets = ObjectStore()
        configMaps = ObjectStore()
        // One in each namespace, at which every look at an object of it looks.
        scripts = ObjectStore(indexes: [Index.namespace: { Self.namespace(of: $0) }], keepsValues: true)
        pods = ObjectStore(indexes: [Index.job: { [ObservedPod($0).jobUID].compactMap(\.self) }])
    }

    /// The names of the indexes.
    enum Index {
        static let repository = "repository"
        static let dependency = "dependency"
        static let label = "label"
        static let job = "job"
        static let namespace = "namespace"
        static let scripts = "scripts"
        static let awaited = "awaited"
    }
}

// MARK: - Our own writes

extension ClusterView {
    /// Takes what a write returned, so that the next look sees it before a watch tells of it.
    ///
    /// - Parameters:
    ///   - object: the object as it was stored.
    ///   - kind: its kind; nil for a KopiaMaintenance.
    func note(written object: JSONValue, kind: OwnedKind?) {
        switch kind {
        case .cronJob: cronJobs.note(written: object.withShortTexts)
        case .job: jobs.note(written: object.withShortTexts)
        case .claim: claims.note(written: object)
        case .serviceAccount: serviceAccounts.note(written: object)
        case .configMap: scripts.note(written: object.withShortTexts)
        case nil: maintenances.note(written: object)
        }
    }
}

// MARK: - Index values

extension ClusterView {
    private static func repository(usedBy owned: JSONValue) -> (namespace: String, secret: Dependency)? {
        guard let secret = RepositoryUse.secret(ofJob: owned) ?? RepositoryUse.secret(ofCronJob: owned),
            let namespace = ObjectMetadata(owned["metadata"]).namespace
        else { return nil }
        return (namespace, .secret(secret))
    }

    private static func dependencies(of object: KopiaMaintenance) -> [String] {
        guard let namespace = object.metadata.namespace else { return [] }
        return Dependency.all(of: object.spec).map { dependencyValue(namespace, $0) }
    }

    static func dependencyValue(_ namespace: String, _ dependency: Dependency) -> String {
        "\(namespace)/\(dependency.description)"
    }

    private static func namespace(of object: JSONValue) -> [String] {
        [ObjectMetadata(object["metadata"]).namespace].compactMap(\.self)
    }

    private static func scriptsValues(_ owned: JSONValue) -> [String] {
        namespace(of: owned).flatMap { namespace in owned.scripts.map { scriptsValue(namespace, $0) } }
    }

    static func scriptsValue(_ namespace: String, _ name: String) -> String { "\(namespace)/\(name)" }

    private static func label(of key: ObjectKey) -> String {
        ObjectKey(namespace: key.namespace, name: key.labelValue).description
    }

    private static func maintenanceLabels(of object: JSONValue) -> [String] {
        [maintenanceLabel(of: object)?.description].compactMap(\.self)
    }

    /// The object that a label means, whose name it is; the name of an object is longer if it has more than a label may.
    private static func maintenanceLabel(of object: JSONValue) -> ObjectKey? {
        let metadata = ObjectMetadata(object["metadata"])
        guard let namespace = metadata.namespace, let label = metadata.label(ManagedLabels.maintenanceName) else {
            return nil
        }
        return ObjectKey(namespace: namespace, name: label)
    }
}

extension ObjectKey {
    /// What the label of everything says that is made for the object of that name.
    fileprivate var labelValue: String { OwnedNames(namespace: namespace, name: name).labelValue }

    /// True if that is the name itself.
    fileprivate var isLabel: Bool { labelValue == name }
}

// MARK: - Who is concerned

extension ClusterView {
    /// True while somebody waits for that object.
    func isAwaited(_ key: ObjectKey) -> Bool {
        !maintenances.keys(index: Index.awaited, value: key.description, limit: 1).isEmpty
    }

    /// The objects that maintain the same repository as that one, itself included.
    func sharing(repositoryOf object: KopiaMaintenance) -> [ObjectKey] {
        guard let namespace = object.metadata.namespace, let secret = object.spec.repository.secretName else {
            return []
        }
        return maintainers(by: .secret(secret), in: namespace).compactMap { ObjectKey(of: $0) }
    }

    /// The objects whose repository a Secret tells, of all that depend on it: those for another reason are few.
    private func maintainers(by secret: Dependency, in namespace: String) -> [JSONValue] {
        maintenances.objects(index: Index.dependency, value: Self.dependencyValue(namespace, secret)).filter {
            KopiaMaintenance($0).spec.repository.secretName.map(Dependency.secret) == secret
        }
    }

    /// The objects that a change of a KopiaMaintenance concerns: itself, and those that share a repository with it.
    package func concerned(byMaintenance object: JSONValue) -> Set<ObjectKey> {
        Set([ObjectKey(of: object)].compactMap { $0 } + sharing(repositoryOf: KopiaMaintenance(object)))
    }

    /// The objects that a change of a CronJob or Job concerns: its own, and those on the repository it works on.
    package func concerned(byOwned object: JSONValue) -> Set<ObjectKey> {
        let owners = owners(of: object)
        let others = Self.repository(usedBy: object).map { maintainers(by: $0.secret, in: $0.namespace) } ?? []
        return Set((owners + others).compactMap { ObjectKey(of: $0) })
            .union(owners.flatMap { sharing(repositoryOf: KopiaMaintenance($0)) })
    }

    /// The objects whose label a CronJob, Job or pod bears.
    func owners(of object: JSONValue) -> [JSONValue] {
        guard let label = Self.maintenanceLabel(of: object) else { return [] }
        return [maintenances.object(label)].compactMap(\.self)
            + maintenances.objects(index: Index.label, value: label.description)
    }

    /// The objects that refer to something whose existence changed.
    package func concerned(by dependency: Dependency, in namespace: String) -> Set<ObjectKey> {
        let value = Self.dependencyValue(namespace, dependency)
        return Set(maintenances.objects(index: Index.dependency, value: value).compactMap { ObjectKey(of: $0) })
    }
}

// MARK: - Scripts

extension ClusterView {
    /// The objects of a namespace, whose pods mount its scripts.
    package func users(ofScriptsIn namespace: String) -> Set<ObjectKey> {
        Set(maintenances.keys(index: Index.namespace, value: namespace))
    }

    /// What is known of the scripts that an object shares with others.
    private func sharedScripts(of key: ObjectKey) -> SharedScripts {
        var shared = SharedScripts()
        let name = ObjectKey(namespace: key.namespace, name: ScriptsConfigMap.name)
        // One without our label is known by its metadata alone.
        shared.configMap = scripts.object(name) ?? configMaps.object(name)
        shared.others = owners(of: shared.configMap, besides: key)
        let room = SharedScripts.mostOwners - shared.others.count
        if room > 0 { shared.others += candidates(besides: key, Set(shared.others.map(\.name)), limit: room) }
        shared.obsolete = scripts.objects(index: Index.namespace, value: key.namespace).filter(isObsolete)
        return shared
    }

    private func owners(of configMap: JSONValue?, besides key: ObjectKey) -> [SharedScripts.User] {
        SharedScripts.owners(of: configMap).filter { owner in
            owner.name != key.name
                && maintenances.holds(ObjectKey(namespace: key.namespace, name: owner.name), uid: owner.uid)
        }
    }

    /// Some that are no owners yet; in a large namespace not all are looked at.
    private func candidates(besides key: ObjectKey, _ owners: Set<String>, limit: Int) -> [SharedScripts.User] {
        let some = maintenances.keys(index: Index.namespace, value: key.namespace, limit: 2 * SharedScripts.mostOwners)
        var users: [SharedScripts.User] = []
        for other in some.sorted() where other != key && !owners.contains(other.name) && users.count < limit {
            guard let object = maintenances.object(other).map(KopiaMaintenance.init) else { continue }
            guard object.spec.enabled != false, !object.metadata.isBeingDeleted else { continue }
            users.append(SharedScripts.User(object))
        }
        return users
    }

    private func isObsolete(_ configMap: JSONValue) -> Bool {
        guard let key = ObjectKey(of: configMap), ScriptsConfigMap.isMade(configMap),
            key.name != ScriptsConfigMap.name
        else { return false }
        let value = Self.scriptsValue(key.namespace, key.name)
        return [cronJobs, jobs].allSatisfy { $0.keys(index: Index.scripts, value: value, limit: 1).isEmpty }
    }
}

// MARK: - Observing

extension ClusterView {
    /// What is known of one object; nil if there is none of that name.
    ///
    /// - Parameters:
    ///   - key: the object.
    ///   - liveJobs: the Jobs of the namespace that have not succeeded, as the API server has them now, where the view's
    ///     own are not good enough.
    /// - Returns: the observation.
    package func observation(of key: ObjectKey, liveJobs: [JSONValue]? = nil) -> Observation? {
        guard let json = maintenances.object(key) else { return nil }
        let object = KopiaMaintenance(json)
        let names = OwnedNames(namespace: key.namespace, name: key.name)
        var observation = Observation(of: object)
        observation.jobs = ownJobs(of: key, liveJobs)
        observation.cronJobs = ownCronJobs(of: key)
        observation.cacheClaim = claims.object(ObjectKey(namespace: key.namespace, name: names.cacheClaim))
        observation.serviceAccount = serviceAccounts.object(
            ObjectKey(namespace: key.namespace, name: names.serviceAccount)
        )
        observation.missing = Dependency.all(of: object.spec).filter { !exists($0, in: key.namespace) }
        observation.claimsOnOneNode = VolumePlacement.claims(of: object.spec).filter { name in
            claims.object(ObjectKey(namespace: key.namespace, name: name)).map(VolumePlacement.isBoundToOneNode)
                ?? false
        }
        observation.scripts = sharedScripts(of: key)
        observation.neighbours = neighbours(of: key, secret: object.spec.repository.secretName, liveJobs)
        return observation
    }

    /// True if the CronJob that an action applies is known.
    func has(targetOf action: Action, in namespace: String) -> Bool {
        guard case .apply(let object) = action, object["kind"] == "CronJob",
            let name = object["metadata"]?["name"]?.string
        else { return false }
        return cronJobs.object(ObjectKey(namespace: namespace, name: name)) != nil
    }

    private func exists(_ dependency: Dependency, in namespace: String) -> Bool {
        switch dependency {
        case .secret(let name): secrets.object(ObjectKey(namespace: namespace, name: name)) != nil
        case .configMap(let name): configMaps.object(ObjectKey(namespace: namespace, name: name)) != nil
        case .claim(let name): claims.object(ObjectKey(namespace: namespace, name: name)) != nil
        }
    }

    private func ownCronJobs(of key: ObjectKey) -> [JSONValue] {
        let labelled = cronJobs.objects(index: Index.label, value: Self.label(of: key))
        let name = OwnedNames(namespace: key.namespace, name: key.name).cronJob
        let named = cronJobs.object(ObjectKey(namespace: key.namespace, name: name))
        let isKnown = labelled.contains { ObjectMetadata($0["metadata"]).name == name }
        return isKnown ? labelled : labelled + [named].compactMap { $0 }
    }

    private func ownJobs(of key: ObjectKey, _ liveJobs: [JSONValue]?) -> [ObservedJob] {
        let label = Self.label(of: key)
        let known = jobs.objects(index: Index.label, value: label).map(withPods)
        guard let liveJobs else { return known }
        let live = liveJobs.filter { Self.maintenanceLabels(of: $0).contains(label) }.map(withPods)
        let uids = Set(live.map(\.uid))
        // What has ended stays ended. What is believed to run and is not among the live has ended or is gone.
        return live + known.filter { !$0.isUnfinished && !uids.contains($0.uid) }
    }

    private func withPods(_ json: JSONValue) -> ObservedJob {
        var job = ObservedJob(json)
        guard job.mayRun else { return job }
        job.start.pods = pods.objects(index: Index.job, value: job.uid).map { ObservedPod($0) }
        return job
    }

    private func neighbours(of key: ObjectKey, secret: String?, _ liveJobs: [JSONValue]?) -> [Neighbour] {
        guard let secret else { return [] }
        let repository = Self.dependencyValue(key.namespace, .secret(secret))
        let working =
            cronJobs.objects(index: Index.repository, value: repository)
            + jobs.objects(index: Index.repository, value: repository)
            + (liveJobs ?? []).filter { RepositoryUse.secret(ofJob: $0) == secret }
        let candidates = maintainers(by: .secret(secret), in: key.namespace) + working.flatMap(owners)
        let byKey = Dictionary(
            candidates.compactMap { object in ObjectKey(of: object).map { ($0, object) } },
            uniquingKeysWith: { $1 }
        )
        return byKey.filter { $0.key != key }.sorted { $0.key < $1.key }.map { other, object in
            Neighbour(
                object: KopiaMaintenance(object),
                jobs: ownJobs(of: other, liveJobs),
                cronJobs: ownCronJobs(of: other)
            )
        }.filter { $0.uses(secret) }
    }
}
