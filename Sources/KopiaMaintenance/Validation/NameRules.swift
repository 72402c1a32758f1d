import KubernetesAPI

/// Rules for names of other objects.
enum NameRules {
    /// A name of a Secret, ConfigMap, ServiceAccount, claim or storage class: all are DNS-1123 subdomains
    /// (`k8s.io/kubernetes/pkg/apis/core/validation`, ValidateSecretName and its kin); a field that is left empty names
    /// nothing.
    static func optionalSubdomain(_ field: DecodedField, into findings: inout Findings) {
        guard field.withText({ $0.isEmpty }) == false else { return }
        PodTemplateRules.check(field, by: NameSyntax.problems(ofSubdomain:), into: &findings)
    }
}

extension DecodedField {
    /// The string, if this is one and not empty: in optional name fields Kubernetes reads empty as absent.
    var nonEmptyString: String? {
        guard let string, !string.isEmpty else { return nil }
        return string
    }
}
