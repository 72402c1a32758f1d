import KubernetesAPI

/// Where kopia's cache of a run lives, and how large it may grow; the cache scenarios of the reference.
enum CacheVolume: Hashable {
    /// A claim that the user made and answers for: no limit is derived.
    case existing(claim: String)
    /// A claim of that capacity, made for the object.
    case owned(claim: String, capacity: JSONValue)
    /// Space on the node that goes with the pod.
    case ephemeral

    init(_ cache: CacheSpec, names: OwnedNames) {
        if let claim = cache.pvcName {
            self = .existing(claim: claim)
        } else if let capacity = cache.capacity {
            self = .owned(claim: names.cacheClaim, capacity: capacity)
        } else {
            self = .ephemeral
        }
    }
}

extension CacheVolume {
    /// What an ephemeral cache may take of the node; the Go controller's figure.
    static let ephemeralBytes: Int64 = 8 << 30

    /// The size of the volume in bytes, where it is known.
    var capacityBytes: Int64? {
        switch self {
        case .existing: nil
        case .owned(_, let capacity): capacity.quantityText.flatMap(Quantity.init)?.wholeBytes
        case .ephemeral: Self.ephemeralBytes
        }
    }

    /// The source of the pod's volume.
    func source(limits: CacheLimits) -> JSONValue {
        switch self {
        case .existing(let claim), .owned(let claim, _): ["persistentVolumeClaim": ["claimName": .string(claim)]]
        case .ephemeral: ["emptyDir": .members(["sizeLimit": limits.ephemeralSize.map { .string("\($0)Mi") }])]
        }
    }
}

/// How large kopia's two caches may grow, in MiB; nil leaves it to kopia, 0 means without limit.
struct CacheLimits: Hashable {
    let metadata: Int64?
    let content: Int64?

    /// What the user wrote, else 70 % and 20 % of the volume, the shares that the Go controller and VolSync's movers
    /// use; nothing for a claim of the user's own, beside which every other cache field is ignored.
    init(_ cache: CacheSpec, volume: CacheVolume) {
        if case .existing = volume {
            metadata = nil
            content = nil
            return
        }
        let capacity = volume.capacityBytes.map { $0 >> 20 }
        metadata = cache.metadataLimitMB ?? capacity.map { Self.share(70, of: $0) }
        content = cache.contentLimitMB ?? capacity.map { Self.share(20, of: $0) }
    }

    /// The share in percent; at least 1, since 0 would lift the limit.
    private static func share(_ percent: Int64, of mebibytes: Int64) -> Int64 {
        max(1, mebibytes / 100 * percent + mebibytes % 100 * percent / 100)
    }
}

extension CacheLimits {
    /// The size limit of an ephemeral cache in MiB: the default, or more where the user's limits need more; none where
    /// the user lifted a limit, because a pod that exceeds its volume is evicted.
    var ephemeralSize: Int64? {
        guard let metadata, let content, metadata > 0, content > 0 else { return nil }
        let sum = metadata.addingReportingOverflow(content)
        guard !sum.overflow else { return nil }
        // The shares fill nine tenths of a volume; the rest is for files that kopia writes before it counts them.
        let needed = sum.partialValue.addingReportingOverflow(sum.partialValue / 9)
        return needed.overflow ? nil : max(CacheVolume.ephemeralBytes >> 20, needed.partialValue)
    }
}
