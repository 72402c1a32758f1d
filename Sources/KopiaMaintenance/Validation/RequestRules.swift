package import KubernetesAPI

extension Validation {
    /// Judges an object as a user sends it: its spec, and a run that is requested with it.
    ///
    /// A request is no part of the spec: a stored one with a mistake asks for nothing (``RunRequest``), and holds nothing
    /// up. So it is judged where it is made.
    ///
    /// - Parameters:
    ///   - new: the object.
    ///   - old: the stored object that it replaces; nil for a new one.
    ///   - cluster: the cluster whose API server will judge what is made of it.
    package init(admitting new: JSONValue, after old: JSONValue?, on cluster: ClusterCapabilities = .unknown) {
        self = old.map { Validation(updating: $0, to: new, on: cluster) } ?? Validation(new, on: cluster)
        let metadata = ObjectMetadata(of: new)
        guard let tag = metadata.annotation(APINames.runRequestedAnnotation), !metadata.isBeingDeleted,
            tag != old.flatMap({ ObjectMetadata(of: $0).annotation(APINames.runRequestedAnnotation) })
        else { return }
        let path = FieldPath("metadata").field("annotations").key(APINames.runRequestedAnnotation)
        RunTag.check(tag, at: path, into: &findings)
    }
}
