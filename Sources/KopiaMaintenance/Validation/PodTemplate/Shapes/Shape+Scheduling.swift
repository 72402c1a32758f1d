package import KubernetesAPI

extension Shape {
    /// `spec.nodeSelector`.
    package static let nodeSelector = Shape.map(of: .string)

    /// `spec.moverPodLabels`.
    package static let moverPodLabels = Shape.map(of: .string)

    /// `spec.tolerations` (`Toleration` in `k8s.io/api/core/v1/types.go`).
    package static let tolerations = Shape.array(
        of: .object([
            "effect": .string,
            "key": .string,
            "operator": .string,
            "tolerationSeconds": .int64,
            "value": .string,
        ])
    )

    /// `spec.affinity` (`Affinity` in `k8s.io/api/core/v1/types.go`).
    package static let affinity = Shape.object([
        "nodeAffinity": .object([
            "preferredDuringSchedulingIgnoredDuringExecution": .array(
                of: .object(["preference": nodeSelectorTerm, "weight": .int32])
            ),
            "requiredDuringSchedulingIgnoredDuringExecution": .object([
                "nodeSelectorTerms": .array(of: nodeSelectorTerm)
            ]),
        ]),
        "podAffinity": podAffinity,
        "podAntiAffinity": podAffinity,
    ])

    /// `PodAffinity` and `PodAntiAffinity`, which are alike.
    private static let podAffinity = Shape.object([
        "preferredDuringSchedulingIgnoredDuringExecution": .array(
            of: .object(["podAffinityTerm": podAffinityTerm, "weight": .int32])
        ),
        "requiredDuringSchedulingIgnoredDuringExecution": .array(of: podAffinityTerm),
    ])

    /// `PodAffinityTerm`.
    private static let podAffinityTerm = Shape.object([
        "labelSelector": labelSelector,
        "matchLabelKeys": .array(of: .string),
        "mismatchLabelKeys": .array(of: .string),
        "namespaceSelector": labelSelector,
        "namespaces": .array(of: .string),
        "topologyKey": .string,
    ])

    /// `NodeSelectorTerm`.
    private static let nodeSelectorTerm = Shape.object([
        "matchExpressions": .array(of: requirement),
        "matchFields": .array(of: requirement),
    ])

    /// `LabelSelector` in `apimachinery/pkg/apis/meta/v1/types.go`.
    private static let labelSelector = Shape.object([
        "matchExpressions": .array(of: requirement),
        "matchLabels": .map(of: .string),
    ])

    /// `NodeSelectorRequirement` and `LabelSelectorRequirement`, which are alike.
    private static let requirement = Shape.object([
        "key": .string, "operator": .string, "values": .array(of: .string),
    ])
}
