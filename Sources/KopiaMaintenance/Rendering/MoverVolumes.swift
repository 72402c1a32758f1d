import KubernetesAPI

/// The volumes that the user adds to the pod; `spec.moverVolumes`.
struct MoverVolumes {
    private let entries: [(path: String, source: JSONObject)]

    init(_ moverVolumes: JSONValue?) {
        entries = (moverVolumes?.array ?? []).compactMap { entry in
            guard let path = entry["mountPath"]?.string, let source = entry["volumeSource"]?.object else { return nil }
            return (path, source)
        }
    }

    /// The volumes, each source as the user wrote it.
    var volumes: [JSONValue] {
        entries.map { entry in
            let source = entry.source.members.filter { $0.name != "name" && !$0.value.isNull }
            return .object(JSONObject(members: [(name: "name", value: .string(Self.name(entry.path)))] + source))
        }
    }

    var mounts: [JSONValue] {
        entries.map { ["name": .string(Self.name($0.path)), "mountPath": .string(Self.mountPath($0.path))] }
    }

    /// The repository, if it lives in a volume: the first claim among the volumes, as VolSync's backup movers have it,
    /// so that one Secret means one repository to them and to maintenance.
    var repositoryURL: String? {
        guard let claim = entries.first(where: { $0.source.hasClaim }) else { return nil }
        return "filesystem://\(Self.mountPath(claim.path))"
    }

    private static func name(_ path: String) -> String { "\(PodTemplateRules.moverVolumePrefix)\(path)" }

    private static func mountPath(_ path: String) -> String { "/mnt/\(path)" }
}

extension JSONObject {
    fileprivate var hasClaim: Bool { JSONValue.object(self)["persistentVolumeClaim"] != nil }
}
