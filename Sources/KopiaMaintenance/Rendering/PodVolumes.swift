import KubernetesAPI

/// The volumes of the pod and where its container mounts them.
struct PodVolumes {
    let customCA: CustomCAVolume?
    let cache: CacheVolume
    let limits: CacheLimits
    let user: MoverVolumes

    init(_ spec: KopiaMaintenanceSpec, names: OwnedNames) {
        customCA = CustomCAVolume(spec.repository.customCA)
        cache = CacheVolume(spec.cache, names: names)
        limits = CacheLimits(spec.cache, volume: cache)
        user = MoverVolumes(spec.moverVolumes)
    }

    static let cacheDirectory = "/cache"

    var volumes: JSONValue {
        let cacheSource = cache.source(limits: limits).object?.members ?? []
        let cacheVolume = JSONObject(members: [(name: "name", value: "kopia-cache")] + cacheSource)
        return .array([Self.scratch] + ca(\.volume) + [.object(cacheVolume)] + user.volumes)
    }

    var mounts: JSONValue {
        let scratch: JSONValue = ["name": "tmp", "mountPath": "/tmp"]
        let cache: JSONValue = ["name": "kopia-cache", "mountPath": .string(Self.cacheDirectory)]
        return .array([scratch] + ca(\.mount) + [cache] + user.mounts)
    }

    /// On the node's disk, without a limit: kopia's garbage collection spills gigabytes there, and grows its memory
    /// instead where it cannot.
    private static let scratch: JSONValue = ["name": "tmp", "emptyDir": [:]]

    private func ca(_ part: KeyPath<CustomCAVolume, JSONValue>) -> [JSONValue] {
        customCA.map { [$0[keyPath: part]] } ?? []
    }
}
