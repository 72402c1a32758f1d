import KubernetesAPI

extension JSONValue {
    /// The value after one operation of a JSON Patch (RFC 6902): add, replace or remove, of a member of an object.
    func applying(_ operation: JSONValue) throws(AskError) -> JSONValue {
        guard let pointer = operation["path"]?.string, pointer.hasPrefix("/") else {
            throw .badPatch(operation.jsonText)
        }
        let names = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { String($0.replacing("~1", with: "/").replacing("~0", with: "~")) }
        let value = operation.object?["value"]
        let changed: JSONValue? =
            switch (operation["op"]?.string, value) {
            case ("add", let value?): setting(value, at: names[...], existing: false)
            case ("replace", let value?): setting(value, at: names[...], existing: true)
            case ("remove", _): setting(nil, at: names[...], existing: true)
            default: nil
            }
        guard let changed else { throw .badPatch(operation.jsonText) }
        return changed
    }

    /// The value with a member set or, by nil, removed; nil if its parent, or it where it must exist, does not.
    private func setting(_ value: JSONValue?, at names: ArraySlice<String>, existing: Bool) -> JSONValue? {
        guard let name = names.first, var members = object else { return nil }
        if names.count == 1 {
            guard !existing || members[name] != nil else { return nil }
            members[name] = value
        } else {
            guard let child = members[name]?.setting(value, at: names.dropFirst(), existing: existing) else {
                return nil
            }
            members[name] = child
        }
        return .object(members)
    }
}
