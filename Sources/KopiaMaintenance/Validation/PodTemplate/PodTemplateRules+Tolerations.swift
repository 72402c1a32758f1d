package import KubernetesAPI

extension PodTemplateRules {
    /// `TolerationOperator` in `k8s.io/api/core/v1/types.go`.
    ///
    /// The last two a new object may use while the gate `TaintTolerationComparisonOperators` is on.
    private enum TolerationOperator: String {
        case equal = "Equal"
        case exists = "Exists"
        case isLessThan = "Lt"
        case isGreaterThan = "Gt"

        /// The operators of every cluster.
        static let always = [equal, exists].map(\.rawValue)
    }

    /// `TaintEffect` in `k8s.io/api/core/v1/types.go`.
    private static let taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"]

    /// The rules for `spec.tolerations` (`ValidateTolerations`).
    package static func tolerations(
        _ tolerations: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        for toleration in tolerations.elements where toleration.isObject {
            key(of: toleration, into: &findings)
            operatorAndValue(of: toleration, on: cluster, into: &findings)
            effect(of: toleration, into: &findings)
        }
    }

    private static func key(of toleration: DecodedField, into findings: inout Findings) {
        guard let key = toleration["key"], key.withText({ $0.isEmpty }) == false else { return }
        check(key, by: NameSyntax.problems(ofLabelKey:), into: &findings)
    }

    private static func operatorAndValue(
        of toleration: DecodedField,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        guard let word = toleration.text("operator") else { return }
        if toleration.text("key")?.isEmpty == true, word != TolerationOperator.exists.rawValue {
            let detail = "operator must be Exists when `key` is empty, which means \"match all values and all keys\""
            findings.append(.invalid(toleration.path.field("operator"), .string(word), detail))
        }
        // No operator means `Equal`.
        guard let known = word.isEmpty ? .equal : TolerationOperator(rawValue: word) else {
            return findings.append(
                .notSupported(
                    toleration.path.field("operator"),
                    .string(word),
                    supported: TolerationOperator.always
                )
            )
        }
        guard let value = toleration.text("value") else { return }
        switch known {
        case .equal where !value.isEmpty:
            check("value", of: toleration, by: NameSyntax.problems(ofLabelValue:), into: &findings)
        case .exists where !value.isEmpty:
            let detail = "value must be empty when `operator` is 'Exists'"
            findings.append(.invalid(toleration.path.field("value"), .string(value), detail))
        case .equal, .exists: break
        case .isLessThan, .isGreaterThan:
            comparison(of: toleration, by: word, with: value, on: cluster, into: &findings)
        }
    }

    private static func comparison(
        of toleration: DecodedField,
        by word: String,
        with value: String,
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let gate = FeatureGate.taintTolerationComparisonOperators
        needs(
            gate,
            toTake: word,
            at: toleration.path.field("operator"),
            among: TolerationOperator.always,
            on: cluster,
            into: &findings
        )
        guard cluster.state(of: gate) != .off else { return }
        for problem in DecimalInteger.problems(of: value) {
            findings.append(.invalid(toleration.path.field("value"), .string(value), problem))
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
