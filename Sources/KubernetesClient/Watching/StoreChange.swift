package import KubernetesAPI

/// What became of one object of a store.
package enum StoreChange: Hashable, Sendable {
    /// It is new.
    case added(JSONValue)
    /// It changed; what it was before.
    case updated(JSONValue, previous: CompactObject)
    /// It is gone; its last known state.
    case deleted(JSONValue)

    /// The object as it is, or was last.
    package var object: JSONValue {
        switch self {
        case .added(let object), .updated(let object, _), .deleted(let object): object
        }
    }

    /// True if the object is no longer there.
    package var isDeletion: Bool {
        if case .deleted = self { true } else { false }
    }
}
