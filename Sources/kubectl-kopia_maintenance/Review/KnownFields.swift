import KopiaMaintenance

/// Which fields an object may have before the API server prunes it.
///
/// A test holds the table below against the custom resource definition.
indirect enum KnownFields: Sendable {
    /// Scalars, maps, and objects that keep what they do not know.
    case anything
    case fields([String: KnownFields])
    case list(of: KnownFields)
}

extension KnownFields {
    /// The fields of the object; those of `metadata` are those of `metav1.ObjectMeta`.
    static let root: KnownFields = .fields([
        "apiVersion": .anything, "kind": .anything, "spec": spec, "status": status,
        "metadata": anything(
            "annotations",
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "labels",
            "managedFields",
            "name",
            "namespace",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid"
        ),
    ])

    private static let spec: KnownFields = .fields(current.merging(retired) { known, _ in known })

    private static let retired = Dictionary(
        uniqueKeysWithValues: (RetiredFields.all + MisnamedFields.all).map { ($0.name, KnownFields.anything) }
    )

    private static let current: [String: KnownFields] = [
        "repository": .fields([
            "repository": .anything, "repositoryType": .anything,
            "customCA": anything("configMapName", "secretName", "key"),
            "name": .anything, "namespace": .anything,
        ]),
        "trigger": anything("schedule", "manual"),
        "schedule": .anything, "enabled": .anything, "suspend": .anything,
        "successfulJobsHistoryLimit": .anything, "failedJobsHistoryLimit": .anything,
        "activeDeadlineSeconds": .anything, "ttlSecondsAfterFinished": .anything,
        "resources": .anything, "serviceAccountName": .anything, "podSecurityContext": .anything,
        "containerSecurityContext": .anything, "moverPodLabels": .anything, "nodeSelector": .anything,
        "tolerations": .anything, "affinity": .anything,
        "cacheCapacity": .anything, "cacheStorageClassName": .anything, "cacheAccessModes": .anything,
        "metadataCacheSizeLimitMB": .anything, "contentCacheSizeLimitMB": .anything, "cachePVC": .anything,
        "moverVolumes": .list(
            of: .fields([
                "mountPath": .anything,
                "volumeSource": anything("secret", "nfs", "persistentVolumeClaim"),
            ])
        ),
    ]

    private static let status: KnownFields = .fields([
        "observedGeneration": .anything, "activeCronJob": .anything, "lastReconcileTime": .anything,
        "lastMaintenanceTime": .anything, "nextScheduledMaintenance": .anything, "maintenanceFailures": .anything,
        "lastManualSync": .anything, "lastManualFailure": .anything, "accountedJobs": .anything,
        "lastRequestedRun": anything("tag", "job", "result", "completionTime"),
        "conditions": .list(
            of: anything("type", "status", "observedGeneration", "lastTransitionTime", "reason", "message")
        ),
    ])

    private static func anything(_ names: String...) -> KnownFields {
        .fields(Dictionary(uniqueKeysWithValues: names.map { ($0, .anything) }))
    }
}
