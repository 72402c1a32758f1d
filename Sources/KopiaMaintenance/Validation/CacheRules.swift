import KubernetesAPI

/// Rules for the cache volume.
///
/// While `cachePVC` names a claim every other cache field is ignored, and what is ignored cannot be wrong: a warning says
/// so instead.
enum CacheRules {
    /// The access modes of a claim (`k8s.io/api/core/v1`, PersistentVolumeAccessMode).
    private static let knownAccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]

    static func capacity(_ value: JSONValue, _ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding] {
        guard isUsed(spec), let text = value.quantityText else { return [] }
        guard let quantity = try? Quantity.resourceAmount(text) else {
            return [.invalid(path, value, "\(Quantity.grammar), for instance 10Gi or 500M")]
        }
        guard quantity.sign > 0 else { return [.invalid(path, value, "must be greater than zero")] }
        return []
    }

    static func storageClassName(_ value: JSONValue, _ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding] {
        isUsed(spec) ? NameRules.optionalSubdomain(value, path) : []
    }

    /// After `ValidatePersistentVolumeClaimSpec` of `k8s.io/kubernetes/pkg/apis/core/validation`.
    static func accessModes(_ value: JSONValue, _ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding] {
        guard isUsed(spec), let modes = value.array else { return [] }
        guard !modes.isEmpty else { return [.required(path, "at least 1 access mode is required")] }
        var findings: [Finding] = []
        var seen: Set<String> = []
        for (index, mode) in modes.enumerated() {
            guard let name = mode.string else { continue }
            if !knownAccessModes.contains(name) {
                findings.append(.notSupported(path.index(index), mode, supported: knownAccessModes))
            } else if !seen.insert(name).inserted {
                findings.append(.duplicate(path.index(index), mode))
            }
        }
        if seen.contains("ReadWriteOncePod"), seen.count > 1 {
            findings.append(.forbidden(path, "may not use ReadWriteOncePod with other access modes"))
        }
        return findings
    }

    static func sizeLimit(_ value: JSONValue, _ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding] {
        isUsed(spec) ? LimitRules.notNegative(value, path) : []
    }

    private static func isUsed(_ spec: KopiaMaintenanceSpec) -> Bool { spec.cache.pvcName == nil }
}
