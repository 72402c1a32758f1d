package import KubernetesAPI

/// What the user wants, as a view on `spec`.
package struct KopiaMaintenanceSpec: Hashable, Sendable {
    /// The whole `spec`.
    package let json: JSONValue

    /// A view on that `spec`.
    package init(_ json: JSONValue) { self.json = json }

    package var repository: RepositorySpec { RepositorySpec(json["repository"] ?? .null) }
    package var trigger: TriggerSpec { TriggerSpec(json["trigger"] ?? .null) }

    /// The field that `trigger.schedule` replaced.
    package var deprecatedSchedule: String? { json["schedule"]?.string }

    package var enabled: Bool? { json["enabled"]?.bool }
    package var suspend: Bool? { json["suspend"]?.bool }
    package var successfulJobsHistoryLimit: Int64? { json["successfulJobsHistoryLimit"]?.int64 }
    package var failedJobsHistoryLimit: Int64? { json["failedJobsHistoryLimit"]?.int64 }

    /// How long one run may take, in seconds.
    package var activeDeadlineSeconds: Int64? { json["activeDeadlineSeconds"]?.int64 }

    /// How long a Job is kept after its end, in seconds, whatever the history limits say.
    package var ttlSecondsAfterFinished: Int64? { json["ttlSecondsAfterFinished"]?.int64 }

    package var serviceAccountName: String? { json["serviceAccountName"]?.nonEmptyString }
    package var cache: CacheSpec { CacheSpec(json) }

    // Passed through to the pod; the API server's rules for them are checked, their fields are not modelled.
    package var resources: JSONValue? { json["resources"] }
    package var podSecurityContext: JSONValue? { json["podSecurityContext"] }
    package var containerSecurityContext: JSONValue? { json["containerSecurityContext"] }
    package var moverPodLabels: JSONValue? { json["moverPodLabels"] }
    package var nodeSelector: JSONValue? { json["nodeSelector"] }
    package var tolerations: JSONValue? { json["tolerations"] }
    package var affinity: JSONValue? { json["affinity"] }
    package var moverVolumes: JSONValue? { json["moverVolumes"] }

    /// The schedule that is in force: none while a manual trigger is set; else `trigger.schedule` before the deprecated
    /// field.
    package var effectiveSchedule: String? {
        guard trigger.manual == nil else { return nil }
        return trigger.schedule ?? deprecatedSchedule
    }
}

/// Which repository, as a view on `spec.repository`.
package struct RepositorySpec: Hashable, Sendable {
    package let json: JSONValue

    package init(_ json: JSONValue) { self.json = json }

    /// The name of the Secret that says how to reach the repository.
    package var secretName: String? { json["repository"]?.nonEmptyString }

    /// A certificate authority beside the public ones, if one is wanted.
    package var customCA: CustomCASpec? { json["customCA"].map(CustomCASpec.init) }
}

/// Where a certificate authority is kept, as a view on `spec.repository.customCA`.
package struct CustomCASpec: Hashable, Sendable {
    package let json: JSONValue

    package init(_ json: JSONValue) { self.json = json }

    package var configMapName: String? { json["configMapName"]?.nonEmptyString }
    package var secretName: String? { json["secretName"]?.nonEmptyString }

    /// The key within the ConfigMap or Secret.
    package var key: String? { json["key"]?.string }
}

/// When maintenance runs, as a view on `spec.trigger`.
package struct TriggerSpec: Hashable, Sendable {
    package let json: JSONValue

    package init(_ json: JSONValue) { self.json = json }

    package var schedule: String? { json["schedule"]?.string }

    /// The tag of the wanted manual run; an empty tag asks for none.
    package var manual: String? { json["manual"]?.nonEmptyString }
}

/// The cache of the mover pod, as a view on the `cache…` fields of `spec`.
package struct CacheSpec: Hashable, Sendable {
    private let spec: JSONValue

    package init(_ spec: JSONValue) { self.spec = spec }

    /// A claim that the user made; while it is set every other cache field is ignored.
    package var pvcName: String? { spec["cachePVC"]?.nonEmptyString }

    /// The size as it was written: a quantity, as a string or a number.
    package var capacity: JSONValue? { spec["cacheCapacity"] }

    /// The class; an empty string is a class of its own: no dynamic provisioning.
    package var storageClassName: String? { spec["cacheStorageClassName"]?.string }

    package var accessModes: [String]? { spec["cacheAccessModes"]?.array.map { $0.compactMap(\.string) } }
    package var metadataLimitMB: Int64? { spec["metadataCacheSizeLimitMB"]?.int64 }
    package var contentLimitMB: Int64? { spec["contentCacheSizeLimitMB"]?.int64 }
}

extension JSONValue {
    /// The string, if there is one and it is not empty: in optional name fields Kubernetes reads empty as absent.
    var nonEmptyString: String? {
        guard let string, !string.isEmpty else { return nil }
        return string
    }
}
