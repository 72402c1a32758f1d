import KubernetesAPI

extension PodTemplateRules {
    /// The rules for a field that API servers drop before they look at it, while a feature gate is off
    /// (`dropDisabledFields` in `pkg/api/pod/util.go`).
    static func field(
        _ field: DecodedField,
        keptBy gate: FeatureGate,
        on cluster: ClusterCapabilities,
        into findings: inout Findings,
        _ rules: (inout Findings) -> Void
    ) {
        switch cluster.state(of: gate) {
        case .on: rules(&findings)
        case .off: findings.warn(field.path, "ignored, since the cluster's feature gate \(gate.rawValue) is off")
        case .unknown:
            var ofKeepers = Findings()
            rules(&ofKeepers)
            for finding in ofKeepers {
                findings.warn(finding.path, "ignored \(gate.absence), refused elsewhere: \(finding.message)")
            }
            findings.warn(as: ofKeepers)
        }
    }

    /// A word that exists where a feature gate is on; where that is not known the word is admitted.
    static func needs(
        _ gate: FeatureGate,
        toTake word: String,
        at path: @autoclosure () -> FieldPath,
        among others: [String],
        on cluster: ClusterCapabilities,
        into findings: inout Findings
    ) {
        let need = "\(word.goQuoted) \(gate.need)"
        switch cluster.state(of: gate) {
        case .on: break
        case .off: findings.append(.notSupported(path(), .string(word), supported: others, remark: need))
        case .unknown: findings.warn(path(), need)
        }
    }
}
