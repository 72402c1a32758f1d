package import KubernetesAPI

/// On which node a run must be because a volume of it is in use there.
///
/// A claim that is not ReadWriteMany attaches to one node at a time: while a pod of the user's has it, a run on another
/// node would wait until its deadline. Pods move, so this is asked when a Job is let go, and of Jobs alone: a CronJob
/// that named a node would be wrong after the next drain.
package struct VolumePlacement: Hashable, Sendable {
    /// The node.
    package let node: String

    /// What the pod that is there tolerates, so that the run may be there too.
    package let tolerations: [JSONValue]

    /// A placement beside a pod that has one of those claims; nil if there is none.
    ///
    /// - Parameters:
    ///   - claims: the names of claims that attach to one node.
    ///   - pods: the pods of the namespace.
    package init?(besideUsersOf claims: Set<String>, among pods: [JSONValue]) {
        let users = pods.filter { Self.isPlaced($0) && !Self.isMover($0) && !claims.isDisjoint(with: Self.claims($0)) }
        guard let pod = users.min(by: { Self.rank($0) < Self.rank($1) }), let node = pod["spec"]?["nodeName"]?.string
        else { return nil }
        self.node = node
        tolerations = pod["spec"]?["tolerations"]?.array ?? []
    }

    private static func isPlaced(_ pod: JSONValue) -> Bool {
        guard pod["spec"]?["nodeName"]?.nonEmptyString != nil else { return false }
        return ["Running", "Pending"].contains(pod["status"]?["phase"]?.string ?? "")
    }

    /// Runs and backups come and go: where one is says nothing about where the next can be.
    private static func isMover(_ pod: JSONValue) -> Bool {
        let metadata = ObjectMetadata(pod["metadata"])
        return metadata.label(ManagedLabels.maintenance) == "true"
            || metadata.label("app.kubernetes.io/created-by") == "volsync"
    }

    private static func claims(_ pod: JSONValue) -> Set<String> {
        let volumes = pod["spec"]?["volumes"]?.array ?? []
        return Set(volumes.compactMap { $0["persistentVolumeClaim"]?["claimName"]?.string })
    }

    /// A pod that runs holds its volumes; of several the first by name, so that the answer does not vary.
    private static func rank(_ pod: JSONValue) -> (Int, String) {
        (pod["status"]?["phase"] == "Running" ? 0 : 1, ObjectMetadata(pod["metadata"]).name ?? "")
    }
}

// MARK: - Who is concerned

extension VolumePlacement {
    /// The claims among an object's volumes for which somebody must look where they are in use.
    ///
    /// None if the user has said where runs belong.
    package static func claims(of spec: KopiaMaintenanceSpec) -> Set<String> {
        guard spec.nodeSelector?.object?.isEmpty ?? true, spec.tolerations?.array?.isEmpty ?? true else { return [] }
        let volumes = spec.moverVolumes?.array ?? []
        return Set(volumes.compactMap { $0["volumeSource"]?["persistentVolumeClaim"]?["claimName"]?.nonEmptyString })
    }

    /// True if a claim can be used on one node at a time only.
    package static func isBoundToOneNode(_ claim: JSONValue) -> Bool {
        let modes = claim["spec"]?["accessModes"]?.array ?? []
        return !modes.contains("ReadWriteMany") && !modes.contains("ReadOnlyMany")
    }
}

// MARK: - What it changes

extension VolumePlacement {
    /// The changes of a waiting Job's pod template, as a merge patch.
    ///
    /// Affinity and tolerations of a Job may change until it starts (KEP-2926). The node is asked for by its name, which
    /// needs no right to read nodes; terms of the user's are alternatives, so each gets it.
    func patch(of job: JSONValue) -> JSONValue {
        let pod = job["spec"]?["template"]?["spec"]
        let required = "requiredDuringSchedulingIgnoredDuringExecution"
        let terms: [JSONValue] =
            pod?["affinity"]?["nodeAffinity"]?[required]?["nodeSelectorTerms"]?.array ?? [[:]]
        let here: JSONValue = ["key": "metadata.name", "operator": "In", "values": [.string(node)]]
        let placed = terms.map { term -> JSONValue in
            var members = term.object ?? JSONObject()
            let fields: [JSONValue] = members["matchFields"]?.array ?? []
            members["matchFields"] = .array(fields + [here])
            return .object(members)
        }
        let own = pod?["tolerations"]?.array ?? []
        let selector: JSONValue = ["nodeSelectorTerms": .array(placed)]
        let nodes = JSONObject(members: [(required, selector)])
        return [
            "affinity": ["nodeAffinity": .object(nodes)],
            "tolerations": .array(own + tolerations.filter { !own.contains($0) }),
        ]
    }
}
