/// Fields of earlier designs that some manifests still carry.
///
/// The definition declares them, or the API server would drop them before anybody could say what took their place.
/// Nothing reads them.
package enum RetiredFields {
    /// The name of each in `spec`, in the order of the definition, and what to do instead.
    package static let all: [(name: String, advice: String)] = [
        ("repositorySelector", "name the repository's Secret in spec.repository.repository"),
        ("namespaceSelector", "create one KopiaMaintenance in each namespace"),
        ("maintenanceIntervalDays", "write a schedule in spec.trigger.schedule"),
        ("maintenanceCronJob", "its fields now stand in spec itself"),
        ("priority", "a KopiaMaintenance serves one repository; remove it"),
        ("repositoryPVC", "mount the volume through spec.moverVolumes"),
        ("securityContext", "use spec.podSecurityContext and spec.containerSecurityContext"),
    ]
}

/// Fields that never were, and that public manifests have all the same.
///
/// The definition declares them for the same reason as the retired ones.
package enum MisnamedFields {
    /// The name of each in `spec`, in the order of the definition, and what was meant.
    package static let all: [(name: String, advice: String)] = [
        ("repoSecretRef", "write the Secret's name in spec.repository.repository"),
        ("timeoutSeconds", "write spec.activeDeadlineSeconds"),
        ("cache", "write spec.cacheCapacity, spec.cacheStorageClassName and spec.cacheAccessModes"),
        ("operations", "each run does quick and full maintenance; remove it"),
    ]

    /// The same of `spec.repository`.
    package static let ofRepository: [(name: String, advice: String)] = [
        ("name", "write the Secret's name in spec.repository.repository"),
        ("namespace", "the Secret is one of the object's own namespace; remove it"),
    ]
}
