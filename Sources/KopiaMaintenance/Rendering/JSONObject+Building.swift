import KubernetesAPI

extension JSONValue {
    /// An object of those members whose value is not nil, in that order.
    static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(JSONObject(members: members.compactMap { name, value in value.map { (name, $0) } }))
    }
}
