package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.affinity` (`validateAffinity`).
    ///
    /// - Parameters:
    ///   - affinity: the value.
    ///   - path: its place.
    ///   - labels: `spec.moverPodLabels`, which the pod will have.
    /// - Returns: what the API server would refuse in the template, or in the pod that is made of it.
    package static func affinity(
        _ affinity: JSONValue,
        at path: FieldPath,
        ofPodsWith labels: JSONValue? = nil
    ) -> [Finding] {
        let affinity = DecodedField(affinity, at: path)
        var findings: [Finding] = []
        if let nodes = affinity["nodeAffinity"] { nodeAffinity(nodes, into: &findings) }
        let ofUser = labels?.object?.lookUp
        let isOnPod = { ManagedPodLabels.onEveryPod.contains($0) || ofUser?($0) != nil }
        for name in ["podAffinity", "podAntiAffinity"] {
            if let pods = affinity[name] { podAffinity(pods, isOnPod, into: &findings) }
        }
        return findings
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
    static func weight(of term: DecodedField, into findings: inout [Finding]) {
        guard let weight = term.int32("weight"), !weights.contains(weight) else { return }
        let value = JSONValue.number(JSONNumber(Int64(weight)))
        findings.append(.invalid(term.path.field("weight"), value, "must be in the range 1-100"))
    }
}
