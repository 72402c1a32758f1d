import KubernetesAPI

/// The scripts, as a volume of the pod.
enum ScriptsVolume {
    /// Where the container has them.
    static let directory = "/etc/kopia-maintenance/scripts"

    static let volume: JSONValue = [
        "name": .string(name), "configMap": ["name": .string(ScriptsConfigMap.name)],
    ]

    static let mount: JSONValue = ["name": .string(name), "mountPath": .string(directory), "readOnly": true]

    private static let name = "maintenance-scripts"
}
