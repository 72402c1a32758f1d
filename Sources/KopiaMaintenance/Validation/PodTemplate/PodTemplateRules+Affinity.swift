package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.affinity` (`validateAffinity`).
    package static func affinity(_ affinity: JSONValue, at path: FieldPath) -> [Finding] {
        let affinity = DecodedField(affinity, at: path)
        var findings: [Finding] = []
        if let nodes = affinity["nodeAffinity"] { nodeAffinity(nodes, into: &findings) }
        if let pods = affinity["podAffinity"] { podAffinity(pods, into: &findings) }
        if let pods = affinity["podAntiAffinity"] { podAffinity(pods, into: &findings) }
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
