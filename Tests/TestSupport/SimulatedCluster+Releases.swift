import KopiaMaintenance
import KubernetesAPI

// What another release of the controller has left behind.

extension SimulatedCluster {
    /// Puts the scripts of another release beside this one's, owned as every release has them: by all objects that live.
    ///
    /// Without an object there were never any.
    ///
    /// - Parameters:
    ///   - name: the name of their ConfigMap.
    ///   - users: the CronJobs and Jobs of that release's making, which mount them.
    package mutating func recall(scripts name: String, mountedBy users: [(kind: String, name: String)]) {
        let owners = all("KopiaMaintenance").map(KopiaMaintenance.init).filter { !$0.metadata.isBeingDeleted }
        guard !owners.isEmpty else { return }
        let metadata: JSONValue = [
            "name": .string(name), "labels": [ManagedLabels.maintenance: "true"],
            "annotations": ["volsync.backube/applied-hash": "0123456789abcdef"],
            "ownerReferences": .array(owners.map(\.reference)),
        ]
        store(
            "ConfigMap",
            [
                "apiVersion": "v1", "kind": "ConfigMap", "immutable": true, "data": ["maintain.sh": .string(name)],
                "metadata": object("ConfigMap", name)?["metadata"] ?? metadata,
            ]
        )
        for user in users {
            guard let object = object(user.kind, user.name) else { continue }
            store(user.kind, object.mounting(scripts: name))
        }
    }
}

extension KopiaMaintenance {
    fileprivate var reference: JSONValue {
        [
            "apiVersion": .string(APINames.apiVersion), "kind": .string(APINames.kind),
            "name": .string(metadata.name ?? ""), "uid": .string(metadata.uid ?? ""),
        ]
    }
}

extension JSONValue {
    /// The CronJob or Job with the scripts of that ConfigMap in the place of those that it mounts.
    fileprivate func mounting(scripts name: String) -> JSONValue {
        guard let template = self["spec"]?["jobTemplate"] else { return withVolumes(naming: name) }
        return setting(template.withVolumes(naming: name), at: "spec", "jobTemplate")
    }

    private func withVolumes(naming name: String) -> JSONValue {
        let volumes = (self["spec"]?["template"]?["spec"]?["volumes"]?.array ?? []).map { volume in
            volume["configMap"]?["name"]?.string?.hasPrefix(ScriptsConfigMap.prefix) == true
                ? volume.setting(.string(name), at: "configMap", "name") : volume
        }
        return setting(.array(volumes), at: "spec", "template", "spec", "volumes")
    }
}
