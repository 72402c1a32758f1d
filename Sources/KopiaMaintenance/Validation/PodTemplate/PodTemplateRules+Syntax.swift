import KubernetesAPI

/// Names and labels: what `KubernetesAPI` finds wrong with a text becomes one finding each.
///
/// A text is looked at where it stands, and made for the mistakes that are listed.
extension PodTemplateRules {
    /// Says what is wrong with the characters of a name.
    typealias NameRule = (Span<UInt8>) -> NameProblems

    /// A string that obeys such a rule: itself, or the empty one that `null` decodes to.
    static func check(_ field: DecodedField, by rule: NameRule, into findings: inout Findings) {
        guard let problems = field.withText(rule) else { return }
        findings.append(each: problems) { .invalid(field.path, .string(field.text ?? ""), $0) }
    }

    /// The same for a field, which is the empty string where it is absent.
    static func check(_ name: String, of parent: DecodedField, by rule: NameRule, into findings: inout Findings) {
        if let field = parent[name] { return check(field, by: rule, into: &findings) }
        findings.append(each: rule(Span())) { .invalid(parent.path.field(name), "", $0) }
    }
}
