import KubernetesAPI

/// Rules for `spec.repository`.
enum RepositoryRules {
    static func check(_ spec: DecodedField, into findings: inout Findings) {
        guard let repository = spec["repository"] else {
            return secretIsMissing(from: spec.path.field("repository"), of: spec, into: &findings)
        }
        // The wrong type is a finding already.
        guard repository.isObject else { return }
        secret(of: repository, in: spec, into: &findings)
        if let customCA = repository["customCA"], customCA.isObject { Self.customCA(customCA, into: &findings) }
    }

    private static func secret(of repository: DecodedField, in spec: DecodedField, into findings: inout Findings) {
        guard let name = repository.text("repository") else { return }
        guard let field = repository["repository"], !name.isEmpty else {
            return secretIsMissing(from: repository.path, of: spec, into: &findings)
        }
        NameRules.optionalSubdomain(field, into: &findings)
    }

    private static func secretIsMissing(
        from repository: FieldPath,
        of spec: DecodedField,
        into findings: inout Findings
    ) {
        let example = misplacedName(in: spec).map { ": write repository: {repository: \($0)}" } ?? ""
        let detail = "name the Secret, in this namespace, that says how to reach the repository\(example)"
        findings.append(.required(repository.field("repository"), detail))
    }

    /// The name of the Secret where people write it by mistake.
    private static func misplacedName(in spec: DecodedField) -> String? {
        let reference = spec["repoSecretRef"]
        return [spec["repository"]?["name"], reference, reference?["name"]].lazy.compactMap { $0?.nonEmptyString }
            .first { NameSyntax.dns1123Subdomain($0).isEmpty }
    }

    private static func customCA(_ customCA: DecodedField, into findings: inout Findings) {
        let names = [customCA["configMapName"], customCA["secretName"]].compactMap(\.self)
            .filter { $0.nonEmptyString != nil }
        switch names.count {
        case 0:
            let detail = "set configMapName or secretName to the object that holds the certificate"
            findings.append(.required(customCA.path, detail))
        case 1: break
        default:
            let detail = "configMapName and secretName are mutually exclusive: keep one of them"
            findings.append(.forbidden(customCA.path, detail))
        }
        for name in names { NameRules.optionalSubdomain(name, into: &findings) }
        if let key = customCA["key"] { Self.key(key, into: &findings) }
    }

    /// The key becomes a file of a projected volume (`ValidateConfigMap`, IsConfigMapKey).
    private static func key(_ field: DecodedField, into findings: inout Findings) {
        guard let key = field.string else { return }
        findings.append(each: NameSyntax.configMapKey(key)) { .invalid(field.path, .string(key), $0) }
    }
}
