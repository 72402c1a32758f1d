package import KubernetesAPI

extension PodTemplateRules {
    /// The rules for `spec.nodeSelector`: keys and values are those of labels (`ValidateLabels`).
    package static func nodeSelector(_ selector: DecodedField, into findings: inout Findings) {
        for entry in selector.entries {
            label(entry, into: &findings)
            guard let advice = entry.field.withName(DeprecatedNodeLabels.advice(on:)) else { continue }
            findings.warn(entry.field.path, advice)
        }
    }

    /// The rules for `spec.moverPodLabels`: label syntax, and no label that somebody else sets on the pod.
    package static func moverPodLabels(_ labels: DecodedField, into findings: inout Findings) {
        for entry in labels.entries {
            if let owner = entry.field.withName(ManagedPodLabels.owner(of:)) {
                findings.append(.forbidden(entry.field.path, "is set by \(owner)"))
            } else {
                label(entry, into: &findings)
            }
        }
    }

    /// A label as any object has it; a wrong key and a wrong value both stand at the entry.
    static func label(_ entry: DecodedField.Entry, into findings: inout Findings) {
        let problems = entry.field.withName(NameSyntax.problems(ofLabelKey:))
        findings.append(each: problems) { .invalid(entry.field.path, .string(entry.key), $0) }
        check(entry.field, by: NameSyntax.problems(ofLabelValue:), into: &findings)
    }
}
