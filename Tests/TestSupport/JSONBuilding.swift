package import KubernetesAPI

extension JSONValue {
    /// The value with another one at the given names; parents are made, nil removes.
    package func setting(_ value: JSONValue?, at path: String...) -> JSONValue { setting(value, at: path[...]) }

    private func setting(_ value: JSONValue?, at path: ArraySlice<String>) -> JSONValue {
        guard let name = path.first else { return value ?? .null }
        var object = object ?? JSONObject()
        object[name] = path.count == 1 ? value : (object[name] ?? [:]).setting(value, at: path.dropFirst())
        return .object(object)
    }

    /// A KopiaMaintenance of that spec.
    package static func kopiaMaintenance(_ spec: JSONValue, metadata: JSONValue = ["name": "nightly"]) -> JSONValue {
        [
            "apiVersion": "volsync.backube/v1alpha1",
            "kind": "KopiaMaintenance",
            "metadata": metadata,
            "spec": spec,
        ]
    }
}

extension JSONValue {
    /// The same value with every object and list made, for comparisons with the same in a document.
    package var inMemory: JSONValue {
        switch self {
        case .array(let elements): .array(elements.map(\.inMemory))
        case .object(let object):
            .object(JSONObject(members: object.members.map { (name: $0.name, value: $0.value.inMemory) }))
        default: self
        }
    }
}
