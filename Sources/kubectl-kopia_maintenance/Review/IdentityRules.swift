import KopiaMaintenance
import KubernetesAPI

/// What the API server itself asks of an object's type and metadata, before any webhook.
///
/// After `ValidateObjectMetaAccessorWithOpts` (`k8s.io/apimachinery/pkg/api/validation/objectmeta.go`) with the name rule
/// for custom resources; findings about labels and annotations stand at the entry, for its line to be found. An absent
/// namespace is no mistake: kubectl fills in that of its context.
enum IdentityRules {
    private static let path = FieldPath("metadata")

    /// The mistakes in `apiVersion` and `metadata`.
    static func findings(in object: JSONValue) -> [Finding] {
        let metadata = ObjectMetadata(object["metadata"])
        let types = shape.findings(in: metadata.json, at: path).told()
        return version(object) + types + name(metadata) + namespace(metadata) + labels(metadata) + annotations(metadata)
    }

    private static let shape: Shape = .object([
        "name": .string, "generateName": .string, "namespace": .string,
        "labels": .map(of: .string), "annotations": .map(of: .string), "finalizers": .array(of: .string),
    ])

    private static func version(_ object: JSONValue) -> [Finding] {
        guard let version = object["apiVersion"], version != .string(APINames.apiVersion) else { return [] }
        return [.notSupported(FieldPath("apiVersion"), version, supported: [APINames.apiVersion])]
    }

    /// The rule for the name, or for what the API server makes one of.
    private static func name(_ metadata: ObjectMetadata) -> [Finding] {
        if let name = metadata.name, !name.isEmpty {
            return NameSyntax.dns1123Subdomain(name).map { .invalid(path.field("name"), .string(name), $0) }
        }
        if let prefix = metadata.generateName, !prefix.isEmpty {
            return generateName(prefix).map { .invalid(path.field("generateName"), .string(prefix), $0) }
        }
        let hasOtherType = [metadata.json["name"], metadata.json["generateName"]].contains {
            $0 != nil && $0?.string == nil
        }
        return hasOtherType ? [] : [.required(path.field("name"), "name or generateName is required")]
    }

    /// A prefix may end with a dash (`maskTrailingDash`); completed, it must be a name (`names.SimpleNameGenerator`).
    private static func generateName(_ prefix: String) -> [String] {
        let masked = prefix.count > 1 && prefix.hasSuffix("-") ? "\(prefix.dropLast(2))a" : prefix
        let problems = NameSyntax.dns1123Subdomain(masked)
        return problems.isEmpty ? NameSyntax.dns1123Subdomain("\(prefix.prefix(58))x7k2p") : problems
    }

    private static func namespace(_ metadata: ObjectMetadata) -> [Finding] {
        guard let namespace = metadata.namespace, !namespace.isEmpty else { return [] }
        return NameSyntax.dns1123Label(namespace).map { .invalid(path.field("namespace"), .string(namespace), $0) }
    }

    private static func labels(_ metadata: ObjectMetadata) -> [Finding] {
        entries(of: metadata, "labels").flatMap { key, value, path -> [Finding] in
            NameSyntax.labelKey(key).map { .invalid(path, .string(key), $0) }
                + NameSyntax.labelValue(value).map { .invalid(path, .string(value), $0) }
        }
    }

    /// All annotations of an object together, keys included (`TotalAnnotationSizeLimitB`).
    private static let annotationBytesLimit = 256 << 10

    private static func annotations(_ metadata: ObjectMetadata) -> [Finding] {
        let entries = entries(of: metadata, "annotations")
        let keys = entries.flatMap { key, _, path -> [Finding] in
            NameSyntax.labelKey(key.lowercased()).map { .invalid(path, .string(key), $0) }
        }
        let size = entries.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        guard size > annotationBytesLimit else { return keys }
        return keys + [.tooLong(path.field("annotations"), maxBytes: annotationBytesLimit)]
    }

    private typealias Entry = (key: String, value: String, path: FieldPath)

    private static func entries(of metadata: ObjectMetadata, _ field: String) -> [Entry] {
        (metadata.json[field]?.object?.members ?? []).map { member in
            (member.name, member.value.string ?? "", path.field(field).key(member.name))
        }
    }
}
