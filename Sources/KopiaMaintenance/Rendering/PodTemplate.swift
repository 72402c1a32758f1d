import KubernetesAPI

/// The pod of a maintenance run; the one builder for scheduled and manual runs.
///
/// What the user wrote about the pod reaches it as it is, fields that this release does not know included. What the
/// user left out is such that the pod passes Pod Security `restricted`.
package struct PodTemplate {
    private let spec: KopiaMaintenanceSpec
    private let names: OwnedNames
    private let options: RenderingOptions
    private let volumes: PodVolumes

    init(_ spec: KopiaMaintenanceSpec, names: OwnedNames, options: RenderingOptions) {
        self.spec = spec
        self.names = names
        self.options = options
        volumes = PodVolumes(spec, names: names, options: options)
    }

    /// The name of the container; a contract, log commands and failure policies mention it.
    package static let containerName = "kopia-maintenance"

    var json: JSONValue {
        let labels = ManagedLabels.pod(names, moverPodLabels: spec.moverPodLabels)
        return ["metadata": ["labels": .object(labels)], "spec": podSpec]
    }

    private var podSpec: JSONValue {
        let pullSecrets = options.imagePullSecrets.map { JSONValue.members(["name": .string($0)]) }
        return .members([
            "restartPolicy": "Never",
            "serviceAccountName": .string(spec.serviceAccountName ?? names.serviceAccount),
            "automountServiceAccountToken": false,
            // A Service called `kopia` would set KOPIA_PORT and the like.
            "enableServiceLinks": false,
            "imagePullSecrets": pullSecrets.isEmpty ? nil : .array(pullSecrets),
            "securityContext": securityContext,
            "nodeSelector": spec.nodeSelector,
            "tolerations": spec.tolerations,
            "affinity": spec.affinity,
            "volumes": volumes.volumes,
            "containers": [container],
        ])
    }

    private var container: JSONValue {
        .members([
            "name": .string(Self.containerName),
            "image": .string(options.moverImage),
            "imagePullPolicy": .string(options.imagePullPolicy.rawValue),
            "command": MoverCommand.command(entrypoint: options.moverEntrypoint),
            "env": ContainerEnvironment(spec, volumes: volumes, options: options).json,
            "resources": spec.resources,
            "securityContext": spec.containerSecurityContext,
            "terminationMessagePolicy": "FallbackToLogsOnError",
            "volumeMounts": volumes.mounts,
        ])
    }

    /// The user's context, with the runtime's seccomp profile where neither context names one: `restricted` demands a
    /// profile, and containers that admission policies add to the pod inherit the pod's.
    private var securityContext: JSONValue {
        let given = spec.podSecurityContext ?? [:]
        let contexts = [given, spec.containerSecurityContext ?? [:]]
        guard var context = given.object, contexts.allSatisfy({ $0["seccompProfile"] == nil }) else { return given }
        context["seccompProfile"] = ["type": "RuntimeDefault"]
        return .object(context)
    }
}
