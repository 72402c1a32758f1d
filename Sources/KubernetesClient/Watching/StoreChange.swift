package import KubernetesAPI

/// What became of one object of a store.
///
/// Holds objects as the store does: a first list brings thousands of changes at once, and parsed they would take many
/// times the room.
package enum StoreChange: Hashable, Sendable {
    /// It is new.
    case added(CompactObject)
    /// It changed; what it was before.
    case updated(CompactObject, previous: CompactObject)
    /// It is gone; its last known state.
    case deleted(CompactObject)

    /// The object as it is, or was last.
    package var compact: CompactObject {
        switch self {
        case .added(let object), .updated(let object, _), .deleted(let object): object
        }
    }

    /// The name of the object.
    package var key: ObjectKey { compact.key }

    /// The object as it is, or was last; parsed at each call.
    package var object: JSONValue { compact.json }

    /// True if the object is no longer there.
    package var isDeletion: Bool {
        if case .deleted = self { true } else { false }
    }
}
