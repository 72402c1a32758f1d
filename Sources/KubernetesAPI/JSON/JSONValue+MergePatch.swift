extension JSONValue {
    /// The patch that makes `new` of this value where it is merged (RFC 7396); nil if both are equal.
    ///
    /// A member that is null in `new` cannot be told from one that is absent: the patch removes it.
    package func mergePatch(to new: JSONValue) -> JSONValue? {
        guard self != new else { return nil }
        guard let old = object, let object = new.object else { return new }
        let removed: [JSONObject.Member] = old.members.filter { !object.has($0.name) }.map { ($0.name, .null) }
        let changed: [JSONObject.Member] = object.members.filter { !$0.value.isNull }.compactMap { member in
            (old[member.name] ?? .null).mergePatch(to: member.value).map { (member.name, $0) }
        }
        return .object(JSONObject(members: removed + changed))
    }
}
