package import KubernetesAPI

extension Shape {
    /// `spec.moverVolumes`.
    package static let moverVolumes = Shape.array(
        of: .object(["mountPath": .string, "volumeSource": .object(volumeSources)])
    )

    /// The sources that a mover volume can have; they are those of Kubernetes (`k8s.io/api/core/v1/types.go`).
    static let volumeSources: ShapeFields = [
        "nfs": .object(["path": .string, "readOnly": .boolean, "server": .string]),
        "persistentVolumeClaim": .object(["claimName": .string, "readOnly": .boolean]),
        "secret": secretVolumeSource,
    ]

    /// `SecretVolumeSource`.
    private static let secretVolumeSource = Shape.object([
        "defaultMode": .int32,
        "items": .array(of: .object(["key": .string, "mode": .int32, "path": .string])),
        "optional": .boolean,
        "secretName": .string,
    ])
}
