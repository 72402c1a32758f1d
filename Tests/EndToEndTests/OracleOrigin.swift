import KopiaMaintenance
import KubernetesAPI

/// Where a part of a rendered object comes from.
struct OracleOrigin: Sendable {
    /// The path in the rendered object.
    let there: String
    /// The path in the KopiaMaintenance.
    let here: String
    /// True if the API server names places below that differ from where the value stands.
    var isCoarse = false

    /// The same part of the pod itself.
    var ofPod: OracleOrigin? {
        let template = "spec.template."
        guard there.hasPrefix(template) else { return nil }
        let there = String(there.dropFirst(template.count))
        return OracleOrigin(there: there == "labels" ? "metadata.labels" : there, here: here, isCoarse: isCoarse)
    }

    /// The path in the KopiaMaintenance of a path in the rendered object; nil if it is not below this part.
    func path(of field: String) -> String? {
        guard field.hasPrefix(there) else { return nil }
        let rest = field.dropFirst(there.count)
        guard rest.isEmpty || rest.first == "." || rest.first == "[" else { return nil }
        return isCoarse ? here : here + rest
    }
}

extension OracleOrigin {
    /// The parts of the claim for the cache.
    static let claim = [
        OracleOrigin(there: "spec.accessModes", here: "spec.cacheAccessModes"),
        OracleOrigin(there: "spec.storageClassName", here: "spec.cacheStorageClassName"),
        OracleOrigin(there: "spec.resources", here: "spec.cacheCapacity", isCoarse: true),
    ]

    /// The parts of a CronJob around its Jobs.
    static func cronJob(of spec: KopiaMaintenanceSpec) -> [OracleOrigin] {
        [
            OracleOrigin(
                there: "spec.schedule",
                here: spec.trigger.schedule == nil ? "spec.schedule" : "spec.trigger.schedule"
            ),
            OracleOrigin(there: "spec.successfulJobsHistoryLimit", here: "spec.successfulJobsHistoryLimit"),
            OracleOrigin(there: "spec.failedJobsHistoryLimit", here: "spec.failedJobsHistoryLimit"),
        ]
    }

    /// The parts of a Job, or of the Jobs that a CronJob makes; what is added to the pod first, because the more
    /// special path counts.
    static func job(_ prefix: String, _ job: JSONValue, of spec: KopiaMaintenanceSpec) -> [OracleOrigin] {
        let template = "\(prefix)spec.template."
        let (pod, container) = ("\(template)spec", "\(template)spec.containers[0]")
        let deadline = OracleOrigin(there: "\(prefix)spec.activeDeadlineSeconds", here: "spec.activeDeadlineSeconds")
        return [deadline] + volumes(of: job["spec"]?["template"]?["spec"] ?? .null, at: pod, of: spec) + [
            OracleOrigin(there: "\(container).env", here: "spec.repository.repository", isCoarse: true),
            OracleOrigin(there: "\(container).resources", here: "spec.resources"),
            OracleOrigin(there: "\(container).securityContext", here: "spec.containerSecurityContext"),
            OracleOrigin(there: "\(pod).securityContext", here: "spec.podSecurityContext"),
            // The pod never has the host's network, which host processes would need.
            OracleOrigin(there: "\(pod).hostNetwork", here: hostProcess(of: spec)),
            OracleOrigin(there: "\(pod).serviceAccountName", here: "spec.serviceAccountName"),
            OracleOrigin(there: "\(pod).nodeSelector", here: "spec.nodeSelector"),
            OracleOrigin(there: "\(pod).affinity", here: "spec.affinity"),
            OracleOrigin(there: "\(template)labels", here: "spec.moverPodLabels"),
        ] + tolerations(of: spec, at: pod)
    }

    /// A wrong value is reported at the operator.
    private static func tolerations(of spec: KopiaMaintenanceSpec, at pod: String) -> [OracleOrigin] {
        (spec.tolerations?.array ?? []).indices.map {
            OracleOrigin(there: "\(pod).tolerations[\($0)]", here: "spec.tolerations[\($0)]", isCoarse: true)
        }
    }

    private static func hostProcess(of spec: KopiaMaintenanceSpec) -> String {
        let isOfContainer = spec.containerSecurityContext?["windowsOptions"]?["hostProcess"] != nil
        return "spec.\(isOfContainer ? "container" : "pod")SecurityContext.windowsOptions.hostProcess"
    }

    /// The user's volumes and the authority's.
    ///
    /// A mount whose volume is refused is refused with it.
    private static func volumes(
        of pod: JSONValue,
        at path: String,
        of spec: KopiaMaintenanceSpec
    ) -> [OracleOrigin] {
        let names = (pod["volumes"]?.array ?? []).map { $0["name"]?.string ?? "" }
        let user = (spec.moverVolumes?.array ?? []).indices.filter { isRendered(moverVolume: $0, of: spec) }
        return names.indices.flatMap { index -> [OracleOrigin] in
            let (volume, mount) = ("\(path).volumes[\(index)]", "\(path).containers[0].volumeMounts[\(index)]")
            if let here = ownVolume(names[index]) {
                return [volume, mount].map { OracleOrigin(there: $0, here: here, isCoarse: true) }
            }
            // The user's volumes stand at the end.
            let position = index - (names.count - user.count)
            guard user.indices.contains(position) else { return [] }
            let here = "spec.moverVolumes[\(user[position])]"
            return [
                OracleOrigin(there: "\(volume).name", here: "\(here).mountPath"),
                OracleOrigin(there: volume, here: "\(here).volumeSource"),
                OracleOrigin(there: mount, here: here, isCoarse: true),
            ]
        }
    }

    /// The field that a volume of ours comes from.
    private static func ownVolume(_ name: String) -> String? {
        if name.hasPrefix("custom-ca-") { return "spec.repository.customCA" }
        return name == "repository-secret" ? "spec.repository.repository" : nil
    }

    /// True if the entry becomes a volume: without a mount path or a source it becomes none.
    static func isRendered(moverVolume index: Int, of spec: KopiaMaintenanceSpec) -> Bool {
        guard let volumes = spec.moverVolumes?.array, volumes.indices.contains(index) else { return false }
        return volumes[index]["mountPath"]?.string != nil && volumes[index]["volumeSource"]?.object != nil
    }
}
