import KubernetesAPI

/// Who set which field of an object, for server-side apply.
///
/// A small model of `sigs.k8s.io/structured-merge-diff`: objects are merged member by member; the lists named below by
/// their key, finalizers as a set, every other list as one value. A field is a path of steps; a step into a keyed list
/// holds the key's value.
struct FieldOwnership: Hashable, Sendable {
    /// One step of a path.
    enum Step: Hashable, Sendable {
        case member(String)
        case keyed(String, String)
        case element(JSONValue)
    }

    /// A path from the root of the object.
    typealias Field = [Step]

    /// A writer: its name, and whether it applies or writes in another way, which are told apart.
    struct Manager: Hashable, Sendable {
        let name: String
        let applies: Bool
    }

    /// Lists whose elements are told apart by a member, by the name of the list.
    static let keys = [
        "conditions": "type", "containers": "name", "initContainers": "name", "volumes": "name", "env": "name",
        "volumeMounts": "mountPath", "ownerReferences": "uid", "webhooks": "name",
    ]

    private(set) var fields: [Manager: Set<Field>] = [:]

    /// The managers, in order.
    var managers: [Manager] { fields.keys.sorted { ($0.name, $0.applies ? 0 : 1) < ($1.name, $1.applies ? 0 : 1) } }

    /// The fields that a manager owns.
    func fields(of manager: Manager) -> Set<Field> { fields[manager] ?? [] }

    /// Who else owns a field.
    func owners(of field: Field, except manager: Manager) -> [Manager] {
        managers.filter { $0 != manager && fields[$0]?.contains(field) == true }
    }

    /// Makes the manager own exactly these fields.
    mutating func set(_ manager: Manager, _ owned: Set<Field>) { fields[manager] = owned.isEmpty ? nil : owned }

    /// Takes a field from everybody but the manager.
    mutating func take(_ field: Field, from managers: [Manager]) {
        for manager in managers { set(manager, fields(of: manager).subtracting([field])) }
    }

    /// Notes a write that is no apply: the manager owns what changed, and nobody owns what is gone.
    mutating func note(_ manager: Manager, from old: JSONValue, to new: JSONValue) {
        let before = Self.leaves(of: old)
        let after = Self.leaves(of: new)
        for other in managers { set(other, fields(of: other).filter { after[$0] != nil }) }
        let changed = after.filter { before[$0.key] != $0.value }.map(\.key)
        for field in changed { take(field, from: managers.filter { $0 != manager }) }
        set(manager, fields(of: manager).union(changed))
    }

    /// The fields of an object that can be owned, with their values.
    static func leaves(of object: JSONValue) -> [Field: JSONValue] {
        var leaves: [Field: JSONValue] = [:]
        collect(object, at: [], into: &leaves)
        return leaves.filter { !isIdentity($0.key) }
    }

    /// What names an object, or is the server's own, belongs to nobody.
    private static func isIdentity(_ field: Field) -> Bool {
        guard case .member(let first)? = field.first else { return true }
        if field.count == 1 { return first == "apiVersion" || first == "kind" }
        guard first == "metadata", case .member(let second) = field[1] else { return false }
        return [
            "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
            "deletionGracePeriodSeconds", "managedFields", "generateName", "selfLink",
        ].contains(second)
    }

    private static func collect(_ value: JSONValue, at path: Field, into leaves: inout [Field: JSONValue]) {
        if let members = value.object?.members, !members.isEmpty || path.isEmpty {
            for member in members { collect(member.value, at: path + [.member(member.name)], into: &leaves) }
        } else if let elements = value.array, let key = listKey(path) {
            for element in elements {
                collect(element, at: path + [.keyed(key, element[key]?.string ?? "")], into: &leaves)
            }
        } else if let elements = value.array, path.last == .member("finalizers") {
            for element in elements { leaves[path + [.element(element)]] = element }
        } else {
            leaves[path] = value
        }
    }

    private static func listKey(_ path: Field) -> String? {
        guard case .member(let name)? = path.last else { return nil }
        return keys[name]
    }
}
