import KubernetesAPI

/// The volumes of the pod and where its container mounts them.
struct PodVolumes {
    let customCA: CustomCAVolume?
    let cache: CacheVolume
    let limits: CacheLimits
    let user: MoverVolumes
    /// The repository Secret, where the run reads it as files; the entry point of a VolSync image reads variables.
    private let secret: RepositorySecretVolume?

    init(_ spec: KopiaMaintenanceSpec, names: OwnedNames, options: RenderingOptions) {
        secret = options.moverEntrypoint == nil ? RepositorySecretVolume(spec) : nil
        customCA = CustomCAVolume(spec.repository.customCA)
        cache = CacheVolume(spec.cache, names: names)
        limits = CacheLimits(spec.cache, volume: cache)
        user = MoverVolumes(spec.moverVolumes)
    }

    static let cacheDirectory = "/cache"

    var volumes: JSONValue {
        let cacheSource = cache.source(limits: limits).object?.members ?? []
        let cacheVolume = JSONObject(members: [(name: "name", value: "kopia-cache")] + cacheSource)
        let own = [ScriptsVolume.volume, secret?.volume, Self.scratch, customCA?.volume, .object(cacheVolume)]
        return .array(own.compactMap(\.self) + user.volumes)
    }

    var mounts: JSONValue {
        let scratch: JSONValue = ["name": "tmp", "mountPath": "/tmp"]
        let cache: JSONValue = ["name": "kopia-cache", "mountPath": .string(Self.cacheDirectory)]
        let own = [ScriptsVolume.mount, secret?.mount, scratch, customCA?.mount, cache]
        return .array(own.compactMap(\.self) + user.mounts)
    }

    /// On the node's disk, without a limit: kopia's garbage collection spills gigabytes there, and grows its memory
    /// instead where it cannot.
    private static let scratch: JSONValue = ["name": "tmp", "emptyDir": [:]]
}
