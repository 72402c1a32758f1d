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
