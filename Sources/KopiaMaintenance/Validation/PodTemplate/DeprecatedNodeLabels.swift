import KubernetesAPI

/// Labels of nodes that Kubernetes has replaced, and that nodes may lack today (`pkg/api/node/util.go`).
enum DeprecatedNodeLabels {
    /// What the API server says of the label of that key; nil for all others.
    static func advice(on key: Span<UInt8>) -> String? { keys.number(of: key).map { advice[$0].value } }

    private static let keys = NameTable(advice.map(\.key))

    private static let advice: KeyValuePairs = [
        "beta.kubernetes.io/arch": replaced("1.14", by: "kubernetes.io/arch"),
        "beta.kubernetes.io/os": replaced("1.14", by: "kubernetes.io/os"),
        "failure-domain.beta.kubernetes.io/region": replaced("1.17", by: "topology.kubernetes.io/region"),
        "failure-domain.beta.kubernetes.io/zone": replaced("1.17", by: "topology.kubernetes.io/zone"),
        "beta.kubernetes.io/instance-type": replaced("1.17", by: "node.kubernetes.io/instance-type"),
        "app.kubernetes.io/created-by": "deprecated since v1.9",
        "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
        "node-role.kubernetes.io/master": "use \"node-role.kubernetes.io/control-plane\" instead",
    ]

    private static func replaced(_ version: String, by key: String) -> String {
        "deprecated since v\(version); use \"\(key)\" instead"
    }
}
