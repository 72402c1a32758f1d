/// The parts of `metav1.ObjectMeta` that are read here, as a view on the object's JSON.
package struct ObjectMetadata: Hashable, Sendable {
    /// The whole `metadata` object.
    package let json: JSONValue

    /// A view on that `metadata` object.
    package init(_ json: JSONValue?) { self.json = json ?? .null }

    /// A view on the `metadata` of an object.
    package init(of object: JSONValue) { json = object.object("metadata").map(JSONValue.object) ?? .null }

    package var name: String? { json.string("name") }
    package var generateName: String? { json.string("generateName") }
    package var namespace: String? { json.string("namespace") }
    package var uid: String? { json.string("uid") }
    package var generation: Int64? { json["generation"]?.int64 }
    package var resourceVersion: String? { json["resourceVersion"]?.string }
    package var creationTimestamp: String? { json["creationTimestamp"]?.string }
    package var deletionTimestamp: String? { json["deletionTimestamp"]?.string }

    /// True from the moment that somebody asked for the object to be deleted.
    package var isBeingDeleted: Bool { json.has("deletionTimestamp") }

    package var finalizers: [String] { json["finalizers"]?.array?.compactMap(\.string) ?? [] }

    /// The value of a label.
    package func label(_ key: String) -> String? { json.object("labels")?.string(key) }

    /// The value of an annotation.
    package func annotation(_ key: String) -> String? { json.object("annotations")?.string(key) }
}
