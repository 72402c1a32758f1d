import KopiaMaintenance
import KubernetesAPI

/// Finds the fields that the API server does not know, and prunes them as it does.
enum UnknownFields {
    /// The fields that the custom resource definition does not have, in the order of the document.
    static func paths(in object: JSONValue) -> [FieldPath] {
        guard let members = object.object?.members, case .fields(let fields) = KnownFields.root else { return [] }
        return members.flatMap { paths(in: $0.value, at: FieldPath($0.name), known: fields[$0.name]) }
    }

    private static func paths(in value: JSONValue, at path: FieldPath, known: KnownFields?) -> [FieldPath] {
        switch known {
        case nil: return [path]
        case .anything?: return []
        case .fields(let fields)?:
            let members = value.object?.members ?? []
            return members.flatMap { paths(in: $0.value, at: path.field($0.name), known: fields[$0.name]) }
        case .list(let element)?:
            let elements = (value.array ?? []).enumerated()
            return elements.flatMap { paths(in: $1, at: path.index($0), known: element) }
        }
    }

    /// The object as it is stored: without them, and with its defaults.
    static func completed(_ object: JSONValue) -> JSONValue { Defaulting(pruned(object)).object }

    /// The object without them.
    static func pruned(_ object: JSONValue) -> JSONValue { pruned(object, known: KnownFields.root) }

    private static func pruned(_ value: JSONValue, known: KnownFields) -> JSONValue {
        switch (known, value) {
        case (.fields(let fields), .object(let object)):
            let members = object.members.compactMap { member in
                fields[member.name].map { (member.name, pruned(member.value, known: $0)) }
            }
            return .object(JSONObject(members: members))
        case (.list(let element), .array(let elements)): return .array(elements.map { pruned($0, known: element) })
        default: return value
        }
    }
}
