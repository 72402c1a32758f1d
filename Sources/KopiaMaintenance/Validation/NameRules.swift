import KubernetesAPI

/// Rules for names of other objects.
enum NameRules {
    /// A name of a Secret, ConfigMap, ServiceAccount, claim or storage class: all are DNS-1123 subdomains
    /// (`k8s.io/kubernetes/pkg/apis/core/validation`, ValidateSecretName and its kin).
    static func subdomain(_ name: String, _ path: @autoclosure () -> FieldPath) -> [Finding] {
        NameSyntax.dns1123Subdomain(name).map { .invalid(path(), .string(name), $0) }
    }

    /// The same for a field that may be left empty.
    static func optionalSubdomain(_ value: JSONValue, _ path: FieldPath) -> [Finding] {
        guard let name = value.nonEmptyString else { return [] }
        return subdomain(name, path)
    }
}
