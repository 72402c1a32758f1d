import KubernetesAPI

/// The names of the keys of a Secret or ConfigMap; no value is ever kept.
struct KeyNames: Hashable {
    let names: Set<String>

    init(_ names: Set<String>) { self.names = names }

    /// The names that the metadata of an object tells, without any value having left the API server: each key belongs to
    /// whoever set it (`managedFields`).
    ///
    /// Nil if the API server has kept no account, or somebody has erased it. It keeps one of all fields or of none
    /// (`skipNonApplied`, k8s.io/apimachinery/pkg/util/managedfields). Nil too if somebody applied `stringData`: he owns
    /// that, and nobody the keys of `data` that the API server has made of it.
    ///
    /// - Parameter metadata: the object's metadata.
    init?(toldBy metadata: ObjectMetadata) {
        let owners = metadata.json["managedFields"]?.array ?? []
        let fields = owners.compactMap { $0["fieldsV1"] }
        let data = fields.flatMap { owned in ["f:data", "f:binaryData"].compactMap { owned[$0]?.object } }
        guard !data.isEmpty, !fields.contains(where: { $0["f:stringData"] != nil }) else { return nil }
        names = Set(data.flatMap(\.members).compactMap { $0.name.hasPrefix("f:") ? String($0.name.dropFirst(2)) : nil })
    }

    /// The names of a whole object, which is let go at once.
    init(of object: JSONValue) {
        let data = ["data", "binaryData"].compactMap { object[$0]?.object }
        names = Set(data.flatMap(\.members).map(\.name))
    }
}
