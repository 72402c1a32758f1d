package import KubernetesAPI

/// A pod of a run as it was seen, or what of it is kept (``KubernetesAPI/JSONValue/withStartOnly``).
package struct ObservedPod: Hashable, Sendable {
    /// The pod.
    package let json: JSONValue

    /// A view on that pod.
    package init(_ json: JSONValue) { self.json = json }

    package var metadata: ObjectMetadata { ObjectMetadata(json["metadata"]) }
    package var name: String { metadata.name ?? "" }
    package var uid: String { metadata.uid ?? "" }

    /// The UID of the Job that made the pod.
    package var jobUID: String? {
        json["metadata"]?["ownerReferences"]?.array?.first { $0["controller"] == true }?["uid"]?.string
    }

    /// When the pod was made, in unix seconds.
    package var createdAt: Int64? { metadata.creationTimestamp.flatMap { Timestamp.unixSeconds(parsing: $0) } }

    /// The condition of that type.
    func condition(_ type: String) -> JSONValue? {
        json["status"]?["conditions"]?.array?.first { $0["type"]?.string == type }
    }

    /// The containers that the kubelet has told of, in the order in which they begin.
    var containers: [PodContainer] {
        let status = json["status"]
        return (status?["initContainerStatuses"]?.array ?? []).map { PodContainer($0, isInitial: true) }
            + (status?["containerStatuses"]?.array ?? []).map { PodContainer($0, isInitial: false) }
    }

    /// The container that maintains.
    var maintenance: PodContainer? { containers.first { $0.isMaintenance } }

    /// The memory that a container may have, by its own limit or the whole pod's; nil for as much as the node has.
    func memoryLimit(of container: PodContainer) -> String? {
        let spec = json["spec"]
        let all = (spec?["containers"]?.array ?? []) + (spec?["initContainers"]?.array ?? [])
        let own = all.first { $0["name"]?.string == container.name }
        let limit = own?["resources"]?["limits"]?["memory"] ?? spec?["resources"]?["limits"]?["memory"]
        return limit?.string
    }

    /// True for an initial container that is there for as long as the pod.
    func isSidecar(_ container: PodContainer) -> Bool {
        let spec = json["spec"]?["initContainers"]?.array?.first { $0["name"]?.string == container.name }
        return spec?["restartPolicy"] == "Always"
    }
}

extension JSONValue {
    /// A pod reduced to what tells whose it is and why it does not begin: a tenth of it.
    package var withStartOnly: JSONValue {
        let metadata = self["metadata"]?.only(["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        let labels = self["metadata"]?["labels"]?.only([ManagedLabels.maintenanceName])
        var status = self["status"]?.only(["phase"]) ?? JSONObject()
        for name in ["initContainerStatuses", "containerStatuses"] {
            guard let all = self["status"]?[name]?.array else { continue }
            status[name] = .array(all.map { .object($0.only(["name", "state"])) })
        }
        let scheduled = self["status"]?["conditions"]?.array?.filter { $0["type"] == "PodScheduled" } ?? []
        status["conditions"] = .array(scheduled)
        var kept = metadata ?? JSONObject()
        kept["labels"] = .object(labels ?? JSONObject())
        kept["ownerReferences"] = self["metadata"]?["ownerReferences"] ?? []
        kept["deletionTimestamp"] = self["metadata"]?["deletionTimestamp"]
        let initial = self["spec"]?["initContainers"]?.array ?? []
        let spec = JSONObject(members: [
            ("initContainers", .array(initial.map { .object($0.only(["name", "restartPolicy"])) }))
        ])
        return .members(["metadata": .object(kept), "spec": .object(spec), "status": .object(status)])
    }

    /// The members of those names.
    private func only(_ names: [String]) -> JSONObject {
        JSONObject(members: names.compactMap { name in self[name].map { (name, $0) } })
    }
}
