import KopiaMaintenance
import KubernetesAPI
import Manifests

/// What one KopiaMaintenance of a manifest becomes, or why it becomes nothing.
struct RenderedMaintenance {
    /// Where the object stands, for people: `ns/name (file:line)`.
    let title: String
    /// Its own objects, in the order in which the controller applies them; none if it would be rejected.
    let objects: [JSONValue]
    /// The scripts of its pods, which it shares with all objects of its namespace; nil if it has no pods.
    let scripts: JSONValue?
    /// Why it is not rendered: lines for people, each with its place.
    let refusals: [String]

    /// Renders an object as the controller would.
    ///
    /// - Parameters:
    ///   - found: the object and its file.
    ///   - namespace: the namespace of an object that names none, which kubectl would fill in.
    ///   - options: how the controller is set up.
    ///   - cluster: the cluster that the object is for.
    init(
        _ found: MaintenanceManifests.Found,
        namespace: String,
        options: RenderingOptions,
        on cluster: ClusterCapabilities = .unknown
    ) {
        let review = ObjectReview(found.object, file: found.file, unknownFields: .ignore, on: cluster).result
        title = "\(review.qualifiedName) (\(review.file):\(review.position.line))"
        refusals = review.refusals + Self.lackOfName(review, found.object.root)
        guard refusals.isEmpty else {
            (objects, scripts) = ([], nil)
            return
        }
        var object = UnknownFields.completed(found.object.root)
        if ObjectMetadata(object["metadata"]).namespace == nil {
            object = object.named(namespace)
        }
        let all = Rendering(of: KopiaMaintenance(object), options: options).objects
        objects = all.filter { $0["kind"] != "ConfigMap" }
        scripts = all.first { $0["kind"] == "ConfigMap" }
    }

    private static func lackOfName(_ review: ReviewedObject, _ object: JSONValue) -> [String] {
        guard review.isValid, ObjectMetadata(object["metadata"]).name?.isEmpty ?? true else { return [] }
        let place = "\(review.file):\(review.position.line):\(review.position.column)"
        return ["\(place): error: metadata.name: give a name, since the names of other objects are made of it"]
    }
}

extension JSONValue {
    /// The object in that namespace.
    fileprivate func named(_ namespace: String) -> JSONValue {
        guard var object, var metadata = object["metadata"]?.object else { return self }
        metadata["namespace"] = .string(namespace)
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
