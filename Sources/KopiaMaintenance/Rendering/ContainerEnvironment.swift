import KubernetesAPI

/// The environment of the container: what the run is told, and for the entry point of a VolSync image what it may read
/// of the repository Secret.
///
/// Names are unique: the API server takes `env` as a map by name when it is applied.
struct ContainerEnvironment {
    private var plain: [(name: String, value: String)] = []
    private var fromSecret: [String] = []
    private let secretName: String

    init(_ spec: KopiaMaintenanceSpec, volumes: PodVolumes, options: RenderingOptions) {
        secretName = spec.repository.secretName ?? ""
        if options.moverEntrypoint == nil { addScript(spec, volumes) } else { addEntrypoint(volumes) }
        plain.append(("KOPIA_CACHE_DIR", PodVolumes.cacheDirectory))
        addCache(volumes)
        if let customCA = volumes.customCA { plain.append(("CUSTOM_CA", customCA.path)) }
        addProxy(options.proxy)
    }

    var json: JSONValue {
        .array(plain.map { ["name": .string($0.name), "value": .string($0.value)] } + fromSecret.map(reference))
    }
}

extension ContainerEnvironment {
    private mutating func addCache(_ volumes: PodVolumes) {
        if let bytes = volumes.cache.capacityBytes { plain.append(("KOPIA_CACHE_CAPACITY_BYTES", "\(bytes)")) }
        if let limit = volumes.limits.metadata { plain.append(("KOPIA_METADATA_CACHE_SIZE_LIMIT_MB", "\(limit)")) }
        if let limit = volumes.limits.content { plain.append(("KOPIA_CONTENT_CACHE_SIZE_LIMIT_MB", "\(limit)")) }
    }

    /// The maintenance script finds the Secret among the files of the pod.
    private mutating func addScript(_ spec: KopiaMaintenanceSpec, _ volumes: PodVolumes) {
        // What began longer ago than a run may last has died.
        if let seconds = spec.activeDeadlineSeconds {
            plain.append(("KOPIA_MAINTENANCE_RUN_LIMIT_SECONDS", "\(seconds)"))
        }
        if let url = volumes.user.repositoryURL { plain.append(("KOPIA_MAINTENANCE_REPOSITORY", url)) }
    }

    private mutating func addEntrypoint(_ volumes: PodVolumes) {
        plain = [("DIRECTION", "maintenance"), ("DATA_DIR", "/data")]
        fromSecret = RepositorySecretKeys.shared + RepositorySecretKeys.moverImageOnly
        if let url = volumes.user.repositoryURL {
            plain.append((RepositorySecretKeys.repository, url))
        } else {
            fromSecret.insert(RepositorySecretKeys.repository, at: 0)
        }
    }

    private mutating func addProxy(_ proxy: ProxySettings) {
        let settings = [("HTTP_PROXY", proxy.http), ("HTTPS_PROXY", proxy.https), ("NO_PROXY", proxy.exceptions)]
        for case (let name, let value?) in settings {
            // Programs disagree on the case.
            plain += [(name, value), (name.lowercased(), value)]
        }
    }

    private func reference(_ key: String) -> JSONValue {
        let selector: JSONValue = ["name": .string(secretName), "key": .string(key), "optional": true]
        return ["name": .string(key), "valueFrom": ["secretKeyRef": selector]]
    }
}
