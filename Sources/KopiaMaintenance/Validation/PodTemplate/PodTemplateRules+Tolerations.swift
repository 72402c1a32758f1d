package import KubernetesAPI

extension PodTemplateRules {
    /// `TolerationOperator` in `k8s.io/api/core/v1/types.go`.
    ///
    /// `Lt` and `Gt` exist too, but a new object may not use them while the gate `TaintTolerationComparisonOperators` is
    /// off, its default.
    private enum TolerationOperator: String, CaseIterable {
        case equal = "Equal"
        case exists = "Exists"
    }

    /// `TaintEffect` in `k8s.io/api/core/v1/types.go`.
    private static let taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

    /// The rules for `spec.tolerations` (`ValidateTolerations`).
    package static func tolerations(_ tolerations: DecodedField, into findings: inout Findings) {
        for toleration in tolerations.elements where toleration.isObject {
            key(of: toleration, into: &findings)
            operatorAndValue(of: toleration, into: &findings)
            effect(of: toleration, into: &findings)
        }
    }

    private static func key(of toleration: DecodedField, into findings: inout Findings) {
        guard let key = toleration.text("key"), !key.isEmpty else { return }
        labelKey(key, at: toleration.path.field("key"), into: &findings)
    }

    private static func operatorAndValue(of toleration: DecodedField, into findings: inout Findings) {
        guard let word = toleration.text("operator") else { return }
        if toleration.text("key")?.isEmpty == true, word != TolerationOperator.exists.rawValue {
            let detail = "operator must be Exists when `key` is empty, which means \"match all values and all keys\""
            findings.append(.invalid(toleration.path.field("operator"), .string(word), detail))
        }
        // No operator means `Equal`.
        guard let known = word.isEmpty ? .equal : TolerationOperator(rawValue: word) else {
            let supported = TolerationOperator.allCases.map(\.rawValue)
            let path = toleration.path.field("operator")
            return findings.append(.notSupported(path, .string(word), supported: supported))
        }
        guard let value = toleration.text("value"), !value.isEmpty else { return }
        switch known {
        case .equal:
            labelValue(value, at: toleration.path.field("value"), into: &findings)
        case .exists:
            let detail = "value must be empty when `operator` is 'Exists'"
            findings.append(.invalid(toleration.path.field("value"), .string(value), detail))
        }
    }

    private static func effect(of toleration: DecodedField, into findings: inout Findings) {
        guard let effect = toleration.text("effect") else { return }
        if toleration.has("tolerationSeconds"), effect != "NoExecute" {
            let detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            findings.append(.invalid(toleration.path.field("effect"), .string(effect), detail))
        }
        if !effect.isEmpty { word("effect", of: toleration, among: taintEffects, into: &findings) }
    }
}
