package import KubernetesAPI

/// Which object an event is about (core `ObjectReference`).
package struct ObjectReference: Hashable, Sendable {
    /// Group and version.
    package let apiVersion: String
    /// The kind.
    package let kind: String
    /// The namespace; empty if the object lives in none.
    package let namespace: String
    /// The name.
    package let name: String
    /// The uid; empty if it is not known.
    package let uid: String

    /// A reference of these parts.
    package init(apiVersion: String, kind: String, namespace: String, name: String, uid: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.uid = uid
    }

    /// A reference to an object.
    package init(to object: JSONValue) {
        let metadata = ObjectMetadata(object["metadata"])
        self.init(
            apiVersion: object["apiVersion"]?.string ?? "",
            kind: object["kind"]?.string ?? "",
            namespace: metadata.namespace ?? "",
            name: metadata.name ?? "",
            uid: metadata.uid ?? ""
        )
    }

    /// The reference as an event has it.
    var json: JSONValue {
        var object = JSONObject(members: [
            ("apiVersion", .string(apiVersion)), ("kind", .string(kind)), ("name", .string(name)),
        ])
        if !namespace.isEmpty { object["namespace"] = .string(namespace) }
        if !uid.isEmpty { object["uid"] = .string(uid) }
        return .object(object)
    }
}
