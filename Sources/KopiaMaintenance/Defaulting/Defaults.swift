import KubernetesAPI

/// The values that defaulting writes, by field; requirements §3.
enum Defaults {
    /// Daily at two in the morning; also what the old CRD materialised into `spec.schedule` of every object.
    static let schedule = "0 2 * * *"

    static let customCAKey = "ca.crt"

    /// How large a cache is that was asked for by class or access mode alone; as the Go controller had it.
    static let cacheCapacity = "1Gi"

    static let cacheAccessModes: JSONValue = ["ReadWriteOnce"]

    static let resources: JSONValue = [
        "requests": ["memory": "256Mi"],
        "limits": ["memory": "1Gi"],
    ]

    static let podSecurityContext: JSONValue = [
        "runAsUser": 1000,
        "fsGroup": 1000,
        "runAsNonRoot": true,
    ]

    static let containerSecurityContext: JSONValue = [
        "allowPrivilegeEscalation": false,
        "capabilities": ["drop": ["ALL"]],
        "privileged": false,
        "readOnlyRootFilesystem": true,
        "runAsNonRoot": true,
    ]

    /// The fields of `spec` whose default depends on nothing else, in field order.
    static let independent: [(name: String, value: JSONValue)] = [
        ("enabled", true),
        ("suspend", false),
        ("successfulJobsHistoryLimit", 3),
        ("failedJobsHistoryLimit", 1),
        ("activeDeadlineSeconds", 10800),
        ("resources", resources),
        ("podSecurityContext", podSecurityContext),
        ("containerSecurityContext", containerSecurityContext),
    ]
}
