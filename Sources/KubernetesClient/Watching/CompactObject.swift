package import KubernetesAPI

/// An object as a store keeps it: its JSON as text, which takes a fraction of the room that the values take.
///
/// A controller knows thousands of objects and looks at a few at a time; parsing those again costs microseconds.
package struct CompactObject: Hashable, Sendable {
    /// The object's name.
    package let key: ObjectKey
    /// The state of the object.
    package let resourceVersion: ResourceVersion
    /// What tells the object from a later one of its name; empty if the server gave none.
    package let uid: String
    private let text: [UInt8]

    /// The object; nil if it has no name.
    package init?(_ object: JSONValue) {
        guard let key = ObjectKey(of: object) else { return nil }
        let metadata = ObjectMetadata(object["metadata"])
        self.key = key
        resourceVersion = ResourceVersion(metadata.resourceVersion ?? "")
        uid = metadata.uid ?? ""
        text = object.jsonBytes
    }

    /// The object.
    package var json: JSONValue {
        // The text came out of a value, so that it is well-formed.
        (try? JSONParser.parse(text)) ?? .null
    }
}

extension JSONValue {
    /// The object without `metadata.managedFields`, which are half of a small object and nobody's business here.
    package var withoutManagedFields: JSONValue {
        guard case .object(var object) = self, case .object(var metadata)? = object["metadata"] else { return self }
        metadata["managedFields"] = nil
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
