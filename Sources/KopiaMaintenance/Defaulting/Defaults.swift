import KubernetesAPI

/// The values that defaulting writes, by field; requirements §3.
enum Defaults {
    /// Daily at two in the morning; also what the old CRD materialised into `spec.schedule` of every object.
    static let schedule = "0 2 * * *"

    static let customCAKey = Default("key", "ca.crt", in: spec.field("repository").field("customCA"))

    /// How large a cache is that was asked for by class or access mode alone; as the Go controller had it.
    static let cacheSize = "1Gi"

    static let cacheCapacity = Default("cacheCapacity", .string(cacheSize), in: spec)

    static let cacheAccessModes = Default("cacheAccessModes", ["ReadWriteOnce"], in: spec)

    private static let resources: JSONValue = [
        "requests": ["memory": "256Mi"],
        "limits": ["memory": "1Gi"],
    ]

    private static let podSecurityContext: JSONValue = [
        "runAsUser": 1000,
        "fsGroup": 1000,
        "runAsNonRoot": true,
    ]

    private static let containerSecurityContext: JSONValue = [
        "allowPrivilegeEscalation": false,
        "capabilities": ["drop": ["ALL"]],
        "privileged": false,
        "readOnlyRootFilesystem": true,
        "runAsNonRoot": true,
    ]

    /// The fields of `spec` whose default depends on nothing else, in field order.
    static let independent = [
        Default("enabled", true, in: spec),
        Default("suspend", false, in: spec),
        Default("successfulJobsHistoryLimit", 3, in: spec),
        Default("failedJobsHistoryLimit", 1, in: spec),
        Default("activeDeadlineSeconds", 10800, in: spec),
        Default("resources", resources, in: spec),
        Default("podSecurityContext", podSecurityContext, in: spec),
        Default("containerSecurityContext", containerSecurityContext, in: spec),
    ]

    private static let spec = FieldPath("spec")
}

/// What a field becomes that is absent.
///
/// A class, so that going through the defaults copies none of what they hold.
final class Default: Sendable {
    let name: String
    let value: JSONValue
    let path: FieldPath

    init(_ name: String, _ value: JSONValue, in parent: FieldPath) {
        (self.name, self.value, path) = (name, value.inDocument, parent.field(name))
    }
}
