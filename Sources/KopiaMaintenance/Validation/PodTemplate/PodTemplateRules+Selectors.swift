import KubernetesAPI

/// How a requirement on labels compares (`NodeSelectorOperator` in `k8s.io/api/core/v1/types.go`;
/// `LabelSelectorOperator` in `apimachinery/pkg/apis/meta/v1/types.go` is the same without the last two).
private enum SelectorOperator: String {
    case isIn = "In"
    case isNotIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
    case isGreaterThan = "Gt"
    case isLessThan = "Lt"
}

extension PodTemplateRules {
    /// `ValidateLabelSelector`.
    ///
    /// An empty selector is legal and matches everything.
    static func labelSelector(_ selector: DecodedField, into findings: inout Findings) {
        for entry in selector.entries("matchLabels") { label(entry, into: &findings) }
        for requirement in selector.elements("matchExpressions") where requirement.isObject {
            operatorAndValues(of: requirement, isOrdered: false, into: &findings)
            requirementKey(of: requirement, into: &findings)
            labelValues(of: requirement, into: &findings)
        }
    }

    /// The operator of a requirement on labels, and how many values it takes.
    ///
    /// The operators of order exist where `isOrdered` is true: for nodes.
    static func operatorAndValues(of requirement: DecodedField, isOrdered: Bool, into findings: inout Findings) {
        guard let word = requirement.text("operator") else { return }
        switch SelectorOperator(rawValue: word) {
        case .isIn, .isNotIn:
            guard requirement.count("values") == 0 else { return }
            let detail = "must be specified when `operator` is 'In' or 'NotIn'"
            findings.append(.required(requirement.path.field("values"), detail))
        case .exists, .doesNotExist:
            guard let count = requirement.count("values"), count > 0 else { return }
            let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            findings.append(.forbidden(requirement.path.field("values"), detail))
        case .isGreaterThan where isOrdered, .isLessThan where isOrdered:
            guard let count = requirement.count("values"), count != 1 else { return }
            let detail = "must be specified single value when `operator` is 'Lt' or 'Gt'"
            findings.append(.required(requirement.path.field("values"), detail))
        default:
            findings.append(
                .invalid(requirement.path.field("operator"), .string(word), "not a valid selector operator")
            )
        }
    }

    /// The key of a requirement must be one that a label can have.
    static func requirementKey(of requirement: DecodedField, into findings: inout Findings) {
        check("key", of: requirement, by: NameSyntax.problems(ofLabelKey:), into: &findings)
    }

    /// The values of a requirement must be such as a label can have.
    static func labelValues(of requirement: DecodedField, into findings: inout Findings) {
        for value in requirement.elements("values") {
            check(value, by: NameSyntax.problems(ofLabelValue:), into: &findings)
        }
    }
}
