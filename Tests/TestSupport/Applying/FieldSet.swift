import KubernetesAPI

/// The fields that one manager owns, as `fieldsV1` writes them: `{"f:spec":{"f:enabled":{}}}`.
///
/// After structured-merge-diff, for objects whose lists are atomic: a field is a scalar, a list, an empty object, or (by
/// the name `.`) an object that a manager has added.
struct FieldSet {
    private(set) var json: JSONValue = [:]

    init() {}

    init(json: JSONValue) { self.json = json }

    /// Every leaf of a value: what a server-side apply of it owns.
    init(leavesOf value: JSONValue) { json = Self.leaves(of: value) }

    private static func leaves(of value: JSONValue) -> JSONValue {
        guard let members = value.object?.members else { return [:] }
        return .object(JSONObject(members: members.map { ("f:\($0.name)", leaves(of: $0.value)) }))
    }

    var isEmpty: Bool { json.object?.isEmpty != false }

    func contains(_ path: [String]) -> Bool {
        path.reduce(json as JSONValue?) { $0?["f:\($1)"] } != nil
    }

    mutating func insert(_ path: [String], isAddedObject: Bool = false) {
        let steps = path.map { "f:\($0)" } + (isAddedObject ? ["."] : [])
        json = Self.inserting(steps[...], into: json)
    }

    private static func inserting(_ steps: ArraySlice<String>, into node: JSONValue) -> JSONValue {
        guard let first = steps.first else { return node }
        var members = node.object ?? JSONObject()
        members[first] = inserting(steps.dropFirst(), into: members[first] ?? [:])
        return .object(members)
    }

    /// Takes a field out, and what then holds nothing.
    mutating func remove(_ path: [String]) { json = Self.removing(path[...], from: json) ?? [:] }

    private static func removing(_ path: ArraySlice<String>, from node: JSONValue) -> JSONValue? {
        guard let first = path.first, var members = node.object else { return nil }
        guard let inner = members["f:\(first)"] else { return node }
        members["f:\(first)"] = removing(path.dropFirst(), from: inner)
        return members.isEmpty ? nil : .object(members)
    }

    /// The paths of all fields, without those of added objects.
    var paths: [[String]] { Self.paths(in: json) }

    private static func paths(in node: JSONValue) -> [[String]] {
        let members = (node.object?.members ?? []).filter { $0.name.hasPrefix("f:") }
        guard !members.isEmpty else { return [[]] }
        return members.flatMap { member in paths(in: member.value).map { [String(member.name.dropFirst(2))] + $0 } }
    }
}

/// What an update changed.
struct FieldComparison {
    /// Leaves that are new or have another value.
    private(set) var written: [[String]] = []
    /// Objects that are new and not empty.
    private(set) var addedObjects: [[String]] = []
    /// Leaves and objects that are gone.
    private(set) var removed: [[String]] = []

    init(from old: JSONValue, to new: JSONValue) { compare(old, new, at: []) }

    private mutating func compare(_ old: JSONValue?, _ new: JSONValue?, at path: [String]) {
        guard old != new else { return }
        guard let new else {
            removed.append(path)
            return
        }
        guard let members = new.object, !members.isEmpty else {
            for name in old?.object?.members.map(\.name) ?? [] { removed.append(path + [name]) }
            written.append(path)
            return
        }
        if old?.object == nil { addedObjects.append(path) }
        let former = old?.object ?? JSONObject()
        for member in former.members where members[member.name] == nil { removed.append(path + [member.name]) }
        for member in members.members { compare(former[member.name], member.value, at: path + [member.name]) }
    }
}
