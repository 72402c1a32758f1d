import KubernetesAPI

/// The values that defaulting writes, by field; requirements §3.
enum Defaults {
    /// Daily at two in the morning; also what the old CRD materialised into `spec.schedule` of every object.
    static let schedule = "0 2 * * *"

    /// How large a cache is that was asked for by class or access mode alone; as the Go controller had it.
    static let cacheSize = "1Gi"

    /// What each field becomes that is absent, by the field's number.
    static let table = DefaultedField.allCases.map { Default($0.steps, value(of: $0)) }

    private static func value(of field: DefaultedField) -> JSONValue {
        switch field {
        case .customCAKey: "ca.crt"
        case .schedule: .string(schedule)
        case .enabled: true
        case .suspend: false
        case .successfulJobsHistoryLimit: 3
        case .failedJobsHistoryLimit: 1
        case .activeDeadlineSeconds: 10800
        case .resources: ["requests": ["memory": "256Mi"], "limits": ["memory": "1Gi"]]
        case .podSecurityContext: ["runAsUser": 1000, "fsGroup": 1000, "runAsNonRoot": true]
        case .containerSecurityContext: containerSecurityContext
        case .cacheCapacity: .string(cacheSize)
        case .cacheAccessModes: ["ReadWriteOnce"]
        }
    }

    private static let containerSecurityContext: JSONValue = [
        "allowPrivilegeEscalation": false,
        "capabilities": ["drop": ["ALL"]],
        "privileged": false,
        "readOnlyRootFilesystem": true,
        "runAsNonRoot": true,
    ]
}

/// What a field becomes that is absent.
///
/// A class, so that going through the defaults copies none of what they hold.
final class Default: Sendable {
    /// The names that lead there from `spec`.
    let steps: [String]
    let value: JSONValue
    let path: FieldPath
    /// The steps as one word: `trigger.schedule`.
    let name: String
    /// The last of the steps.
    let lastStep: String
    /// The steps as `managedFields` has them: `f:trigger`, `f:schedule`.
    let bookSteps: [String]

    init(_ steps: [String], _ value: JSONValue) {
        (self.steps, self.value) = (steps, value.inDocument)
        path = steps.reduce(FieldPath("spec")) { $0.field($1) }
        name = steps.joined(separator: ".")
        lastStep = steps.last ?? ""
        bookSteps = steps.map { "f:\($0)" }
    }

    /// True if the field is there and has the default.
    func isIn(_ spec: JSONObject) -> Bool {
        guard steps.count > 1 else { return spec.has(lastStep, equalTo: value) }
        var parent: JSONObject? = spec
        for step in steps.dropLast() { parent = parent?[step]?.object }
        return parent?.has(lastStep, equalTo: value) == true
    }
}
