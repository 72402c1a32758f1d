import KopiaMaintenance
import KubernetesAPI
import KubernetesClient

/// An object of a cluster that is to be changed.
struct LiveObject: Hashable {
    let resource: APIResource
    let key: ObjectKey

    /// An object as it was read or is to be made; nil for one of a kind that is not migrated.
    init?(_ object: JSONValue) {
        guard let key = ObjectKey(of: object),
            let resource = Self.resources.first(where: { $0.kind == object["kind"]?.string })
        else { return nil }
        self.resource = resource
        self.key = key
    }

    /// The kinds that are migrated.
    static let resources: [APIResource] = [.kopiaMaintenances, .replicationSources]

    /// As kubectl names it, with the namespace.
    var title: String { "\(resource.kind.lowercased()).\(resource.group)/\(key.name) in \(key.namespace)" }

    /// How an object is called in what is said of it.
    static func title(of object: JSONValue) -> String { LiveObject(object)?.title ?? "an object without a name" }
}

extension APIResource {
    /// What earlier releases embedded maintenance in.
    static let replicationSources = APIResource(
        group: APINames.group,
        version: "v1alpha1",
        kind: EmbeddedMaintenance.kind,
        plural: "replicationsources"
    )
}
