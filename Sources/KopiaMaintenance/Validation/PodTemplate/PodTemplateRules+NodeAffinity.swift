import KubernetesAPI

extension PodTemplateRules {
    /// `validateNodeAffinity`.
    static func nodeAffinity(_ affinity: DecodedField, into findings: inout Findings) {
        if let selector = affinity[required], selector.isObject { nodeSelectorTerms(of: selector, into: &findings) }
        for preference in affinity.elements(preferred) where preference.isObject {
            weight(of: preference, into: &findings)
            guard let term = preference["preference"] else { continue }
            nodeSelectorTerm(term, isRequired: false, into: &findings)
        }
    }

    /// `ValidateNodeSelector`: terms are alternatives, so there must be one; a term without requirements is legal and
    /// matches no node.
    private static func nodeSelectorTerms(of selector: DecodedField, into findings: inout Findings) {
        if selector.count("nodeSelectorTerms") == 0 {
            let path = selector.path.field("nodeSelectorTerms")
            findings.append(.required(path, "must have at least one node selector term"))
        }
        for term in selector.elements("nodeSelectorTerms") {
            nodeSelectorTerm(term, isRequired: true, into: &findings)
        }
    }

    /// `ValidateNodeSelectorTerm`.
    private static func nodeSelectorTerm(_ term: DecodedField, isRequired: Bool, into findings: inout Findings) {
        for requirement in term.elements("matchExpressions") where requirement.isObject {
            operatorAndValues(of: requirement, isOrdered: true, into: &findings)
            requirementKey(of: requirement, into: &findings)
            deprecatedKey(of: requirement, into: &findings)
            // In preferred terms a value that no label can have is let pass: it matches nothing.
            if isRequired {
                labelValues(of: requirement, into: &findings)
            } else {
                impossibleValues(of: requirement, into: &findings)
            }
        }
        for requirement in term.elements("matchFields") where requirement.isObject {
            fieldOperator(of: requirement, into: &findings)
            nodeName(of: requirement, into: &findings)
        }
    }
}

// MARK: - GetWarningsForNodeSelectorTerm

extension PodTemplateRules {
    private static func deprecatedKey(of requirement: DecodedField, into findings: inout Findings) {
        guard let key = requirement["key"], let advice = key.withText(DeprecatedNodeLabels.advice(on:)) ?? nil
        else { return }
        findings.warn(key.path, "\(key.text ?? "") is \(advice)")
    }

    private static func impossibleValues(of requirement: DecodedField, into findings: inout Findings) {
        for value in requirement.elements("values") {
            guard let problems = value.withText(NameSyntax.problems(ofLabelValue:)) else { continue }
            for problem in problems.texts { findings.warn(value.path, "\(value.text ?? "") is invalid, \(problem)") }
        }
    }
}

// MARK: - ValidateNodeFieldSelectorRequirement

extension PodTemplateRules {
    private static func fieldOperator(of requirement: DecodedField, into findings: inout Findings) {
        guard let word = requirement.text("operator") else { return }
        guard word == "In" || word == "NotIn" else {
            return findings.append(
                .invalid(requirement.path.field("operator"), .string(word), "not a valid selector operator")
            )
        }
        guard let count = requirement.count("values"), count != 1 else { return }
        let detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        findings.append(.required(requirement.path.field("values"), detail))
    }

    /// The one field of a node that can be selected on is its name.
    private static func nodeName(of requirement: DecodedField, into findings: inout Findings) {
        guard let key = requirement.text("key") else { return }
        guard key == "metadata.name" else {
            return findings.append(
                .invalid(requirement.path.field("key"), .string(key), "not a valid field selector key")
            )
        }
        for value in requirement.elements("values") {
            check(value, by: NameSyntax.problems(ofSubdomain:), into: &findings)
        }
    }
}
