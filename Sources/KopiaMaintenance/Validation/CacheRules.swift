import KubernetesAPI

/// Rules for the cache volume.
///
/// While `cachePVC` names a claim every other cache field is ignored, and what is ignored cannot be wrong: a warning says
/// so instead.
enum CacheRules {
    /// The access modes of a claim (`k8s.io/api/core/v1`, PersistentVolumeAccessMode).
    private static let knownAccessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]

    static func capacity(_ field: DecodedField, _ spec: DecodedField, into findings: inout Findings) {
        guard isUsed(spec), let read = field.withQuantityText({ try? Quantity.resourceAmount($0) }) else { return }
        guard let quantity = read else {
            let detail = "\(Quantity.grammar), for instance 10Gi or 500M"
            return findings.append(.invalid(field.path, field.value, detail))
        }
        guard quantity.sign > 0 else {
            return findings.append(.invalid(field.path, field.value, "must be greater than zero"))
        }
        PodTemplateRules.fractionOfByte(in: quantity, at: field.path, into: &findings)
    }

    static func storageClassName(_ field: DecodedField, _ spec: DecodedField, into findings: inout Findings) {
        if isUsed(spec) { NameRules.optionalSubdomain(field, into: &findings) }
    }

    /// After `ValidatePersistentVolumeClaimSpec` of `k8s.io/kubernetes/pkg/apis/core/validation`.
    static func accessModes(_ field: DecodedField, _ spec: DecodedField, into findings: inout Findings) {
        guard isUsed(spec), field.isList else { return }
        guard !field.elements.isEmpty else {
            return findings.append(.required(field.path, "at least 1 access mode is required"))
        }
        var seen: Set<String> = []
        for mode in field.elements {
            guard let name = mode.string else { continue }
            if !knownAccessModes.contains(name) {
                findings.append(.notSupported(mode.path, mode.value, supported: knownAccessModes))
            } else if !seen.insert(name).inserted {
                findings.append(.duplicate(mode.path, mode.value))
            }
        }
        if seen.contains("ReadWriteOncePod"), seen.count > 1 {
            findings.append(.forbidden(field.path, "may not use ReadWriteOncePod with other access modes"))
        }
    }

    static func sizeLimit(_ field: DecodedField, _ spec: DecodedField, into findings: inout Findings) {
        if isUsed(spec) { LimitRules.notNegative(field, into: &findings) }
    }

    private static func isUsed(_ spec: DecodedField) -> Bool { spec["cachePVC"]?.nonEmptyString == nil }
}
