import KubernetesAPI

extension JSONValue {
    /// The value with something else at a path of member names; nil removes, and objects on the way are made.
    func replacing(_ path: [String], with value: JSONValue?) -> JSONValue {
        guard let name = path.first else { return value ?? .null }
        var object = self.object ?? JSONObject()
        if path.count == 1 {
            object[name] = value
        } else {
            if value == nil, object[name] == nil { return self }
            object[name] = (object[name] ?? .null).replacing(Array(path.dropFirst()), with: value)
        }
        return .object(object)
    }

    /// The value at a path of member names.
    func at(_ path: String...) -> JSONValue? {
        path.reduce(self) { $0?[$1] }
    }

    /// The object with every member of another merged in, as RFC 7396 says.
    func merging(patch: JSONValue) -> JSONValue {
        guard let members = patch.object?.members else { return patch }
        var result = object ?? JSONObject()
        for member in members {
            result[member.name] =
                member.value.isNull ? nil : (result[member.name] ?? .null).merging(patch: member.value)
        }
        return .object(result)
    }
}
