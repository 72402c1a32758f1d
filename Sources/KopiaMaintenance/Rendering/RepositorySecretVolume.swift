import KubernetesAPI

/// The repository Secret, as a volume of the pod: the run reads the keys that it knows, and no child of it inherits one.
///
/// The whole Secret: naming each key is longer than the rest of the pod, and an absent key may be absent only where the
/// whole Secret may (`MakePayload`, pkg/volume/secret). A key that nobody reads decides nothing, since it is a file and no
/// variable.
struct RepositorySecretVolume {
    /// The name of the volume, by which ``RepositoryUse`` finds the Secret.
    static let name = "repository-secret"

    /// Where the container has it.
    static let directory = "/etc/kopia-maintenance/secret"

    private let secret: String
    private let mode: Int64

    init(_ spec: KopiaMaintenanceSpec) {
        secret = spec.repository.secretName ?? ""
        let hasGroup = spec.podSecurityContext?["fsGroup"]?.int64 != nil
        mode = hasGroup ? Self.forOwnerAndGroup : Self.forEverybody
    }

    var volume: JSONValue {
        [
            "name": .string(Self.name),
            "secret": ["secretName": .string(secret), "defaultMode": .number(JSONNumber(mode))],
        ]
    }

    var mount: JSONValue {
        ["name": .string(Self.name), "mountPath": .string(Self.directory), "readOnly": true]
    }

    /// The kubelet gives the files to root and the pod's group, and lets that read them (`SetVolumeOwnership`,
    /// pkg/volume/volume_linux.go).
    private static let forOwnerAndGroup: Int64 = 0o400

    /// Without a group of the pod's the files are root's, and only so can another user read them.
    ///
    /// The pod has one container, and nobody else sees its volumes.
    private static let forEverybody: Int64 = 0o444
}
