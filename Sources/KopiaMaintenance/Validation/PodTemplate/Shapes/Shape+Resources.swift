package import KubernetesAPI

extension Shape {
    /// `spec.resources` (`ResourceRequirements` in `k8s.io/api/core/v1/types.go`).
    package static let resources = Shape.object([
        "claims": .array(of: .object(["name": .string, "request": .string])),
        "limits": .map(of: .quantity),
        "requests": .map(of: .quantity),
    ])
}
