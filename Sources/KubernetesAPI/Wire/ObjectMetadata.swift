/// The parts of `metav1.ObjectMeta` that are read here, as a view on the object's JSON.
package struct ObjectMetadata: Hashable, Sendable {
    /// The whole `metadata` object.
    package let json: JSONValue

    /// A view on that `metadata` object.
    package init(_ json: JSONValue?) { self.json = json ?? .null }

    package var name: String? { json["name"]?.string }
    package var generateName: String? { json["generateName"]?.string }
    package var namespace: String? { json["namespace"]?.string }
    package var uid: String? { json["uid"]?.string }
    package var generation: Int64? { json["generation"]?.int64 }
    package var resourceVersion: String? { json["resourceVersion"]?.string }
    package var creationTimestamp: String? { json["creationTimestamp"]?.string }
    package var deletionTimestamp: String? { json["deletionTimestamp"]?.string }

    /// True from the moment that somebody asked for the object to be deleted.
    package var isBeingDeleted: Bool { json.has("deletionTimestamp") }

    package var finalizers: [String] { json["finalizers"]?.array?.compactMap(\.string) ?? [] }

    /// The value of a label.
    package func label(_ key: String) -> String? { json["labels"]?[key]?.string }

    /// The value of an annotation.
    package func annotation(_ key: String) -> String? { json["annotations"]?[key]?.string }
}
