package import KubernetesAPI

/// The name of an object within its resource.
package struct ObjectKey: Hashable, Sendable {
    /// The namespace; empty for objects that live in none.
    package let namespace: String
    /// The name.
    package let name: String

    /// A key of these names.
    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// The key of an object; nil if it has no name.
    package init?(of object: JSONValue) {
        let metadata = ObjectMetadata(object["metadata"])
        guard let name = metadata.name, !name.isEmpty else { return nil }
        self.init(namespace: metadata.namespace ?? "", name: name)
    }
}

extension ObjectKey: Comparable, CustomStringConvertible {
    package static func < (left: Self, right: Self) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }

    package var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
}
