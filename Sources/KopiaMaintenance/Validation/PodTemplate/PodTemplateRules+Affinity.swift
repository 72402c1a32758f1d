package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.affinity` (`validateAffinity`).
    ///
    /// - Parameters:
    ///   - affinity: the value.
    ///   - labels: `spec.moverPodLabels`, which the pod will have.
    ///   - findings: takes what the API server would refuse in the template, or in the pod that is made of it.
    package static func affinity(
        _ affinity: DecodedField,
        ofPodsWith labels: DecodedField?,
        into findings: inout Findings
    ) {
        if let nodes = affinity["nodeAffinity"] { nodeAffinity(nodes, into: &findings) }
        var ofUser: Set<ExactText>?
        let isOnPod = { (key: ExactText) in
            if ManagedPodLabels.onEveryPod.contains(key) { return true }
            let keys = ofUser ?? Set(labels?.entries.map { ExactText($0.key) } ?? [])
            ofUser = keys
            return keys.contains(key)
        }
        for name in ["podAffinity", "podAntiAffinity"] {
            if let pods = affinity[name] { podAffinity(pods, isOnPod, into: &findings) }
        }
    }
}

// MARK: - Shared by node and pod affinity

extension PodTemplateRules {
    /// The field of the terms that must hold.
    static let required = "requiredDuringSchedulingIgnoredDuringExecution"

    /// The field of the terms that should hold, each with its weight.
    static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    /// The weights that a preferred term can have; one that names none has 0.
    private static let weights: ClosedRange<Int32> = 1...100

    /// The weight of a preferred term.
    static func weight(of term: DecodedField, into findings: inout Findings) {
        guard let weight = term.int32("weight"), !weights.contains(weight) else { return }
        let value = JSONValue.number(JSONNumber(Int64(weight)))
        findings.append(.invalid(term.path.field("weight"), value, "must be in the range 1-100"))
    }
}
