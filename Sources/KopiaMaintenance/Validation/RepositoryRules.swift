import KubernetesAPI

/// Rules for `spec.repository`.
enum RepositoryRules {
    static func findings(_ spec: KopiaMaintenanceSpec, _ path: FieldPath) -> [Finding] {
        let repository = spec.repository
        return secret(repository, at: path) + customCA(repository, at: path)
    }

    private static func secret(_ repository: RepositorySpec, at path: FieldPath) -> [Finding] {
        switch (repository.json, repository.json["repository"]) {
        case (.object, .string(let name)?) where !name.isEmpty: NameRules.subdomain(name, path.field("repository"))
        case (.object, nil), (.object, .string?), (.null, _):
            [
                .required(
                    path.field("repository"),
                    "name the Secret, in this namespace, that says how to reach the repository"
                )
            ]
        default: []  // The wrong type is a finding already.
        }
    }

    private static func customCA(_ repository: RepositorySpec, at path: FieldPath) -> [Finding] {
        guard let customCA = repository.customCA, customCA.json.object != nil else { return [] }
        let path = path.field("customCA")
        return source(customCA, path) + key(customCA, path.field("key"))
    }

    private static func source(_ customCA: CustomCASpec, _ path: FieldPath) -> [Finding] {
        let names = [("configMapName", customCA.configMapName), ("secretName", customCA.secretName)]
            .compactMap { field, name in name.map { (field, $0) } }
        let problems = names.flatMap { field, name in NameRules.subdomain(name, path.field(field)) }
        switch names.count {
        case 0: return [.required(path, "set configMapName or secretName to the object that holds the certificate")]
        case 1: return problems
        default:
            return [.forbidden(path, "configMapName and secretName are mutually exclusive: keep one of them")]
                + problems
        }
    }

    /// The key becomes a file of a projected volume (`ValidateConfigMap`, IsConfigMapKey).
    private static func key(_ customCA: CustomCASpec, _ path: FieldPath) -> [Finding] {
        guard let key = customCA.key else { return [] }
        return NameSyntax.configMapKey(key).map { .invalid(path, .string(key), $0) }
    }
}
