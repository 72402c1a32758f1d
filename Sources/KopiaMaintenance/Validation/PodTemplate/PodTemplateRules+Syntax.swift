import KubernetesAPI

/// Names and labels: what `KubernetesAPI` finds wrong with a text becomes one finding each.
extension PodTemplateRules {
    /// The key of a label (`ValidateLabelName`).
    static func labelKey(_ text: String, at path: @autoclosure () -> FieldPath, into findings: inout Findings) {
        findings.append(each: NameSyntax.labelKey(text)) { .invalid(path(), .string(text), $0) }
    }

    /// The value of a label (`IsValidLabelValue`).
    static func labelValue(_ text: String, at path: @autoclosure () -> FieldPath, into findings: inout Findings) {
        findings.append(each: NameSyntax.labelValue(text)) { .invalid(path(), .string(text), $0) }
    }

    /// The name of most objects (`IsDNS1123Subdomain`).
    static func dns1123Subdomain(_ text: String, at path: @autoclosure () -> FieldPath, into findings: inout Findings) {
        findings.append(each: NameSyntax.dns1123Subdomain(text)) { .invalid(path(), .string(text), $0) }
    }

    /// The name of a namespace (`IsDNS1123Label`).
    static func dns1123Label(_ text: String, at path: @autoclosure () -> FieldPath, into findings: inout Findings) {
        findings.append(each: NameSyntax.dns1123Label(text)) { .invalid(path(), .string(text), $0) }
    }
}
