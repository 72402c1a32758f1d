package import KubernetesAPI

/// An object as a store keeps it: its JSON as packed text, which takes a fraction of the room that the values take.
///
/// A controller knows thousands of objects and looks at a few at a time; parsing those again costs microseconds. Copies
/// share one piece of memory.
package struct CompactObject: Sendable {
    private let storage: Storage

    private final class Storage: Sendable {
        let key: ObjectKey
        let resourceVersion: ResourceVersion
        let uid: CompactUID
        let content: Content

        init(_ key: ObjectKey, _ resourceVersion: ResourceVersion, uid: CompactUID, _ content: Content) {
            self.key = key
            self.resourceVersion = resourceVersion
            self.uid = uid
            self.content = content
        }
    }

    /// How the object is kept.
    enum Content: Hashable, Sendable {
        case packed(PackedText)
        /// As it was parsed: for few that are looked at again and again.
        case parsed(JSONValue)
    }

    /// The object, kept as that; nil if it has no name.
    init?(_ object: JSONValue, as content: (JSONValue) -> Content = { .packed(PackedText($0.jsonBytes)) }) {
        guard let key = ObjectKey(of: object) else { return nil }
        let metadata = ObjectMetadata(object["metadata"])
        let version = ResourceVersion(metadata.resourceVersion ?? "")
        storage = Storage(key, version, uid: CompactUID(metadata.uid ?? ""), content(object))
    }

    /// The object's name.
    package var key: ObjectKey { storage.key }

    /// The state of the object.
    package var resourceVersion: ResourceVersion { storage.resourceVersion }

    /// True if that is its UID, which tells it from a later one of its name; empty if the server gave none.
    func hasUID(_ uid: String) -> Bool { storage.uid == CompactUID(uid) }

    /// True if it is the very object that the other one is, or was.
    func isSame(as other: CompactObject) -> Bool { key == other.key && storage.uid == other.storage.uid }

    /// The object.
    package var json: JSONValue {
        switch storage.content {
        case .parsed(let value): value
        // The text came out of a value, so that it is well-formed.
        case .packed(let text): (try? JSONParser.parse(text.bytes)) ?? .null
        }
    }
}

extension CompactObject: Hashable {
    package static func == (left: Self, right: Self) -> Bool {
        left.storage === right.storage || (left.key == right.key && left.storage.content == right.storage.content)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(storage.key)
        hasher.combine(storage.content)
    }
}

extension JSONValue {
    /// The object without `metadata.managedFields`, which are half of a small object and nobody's business here.
    package var withoutManagedFields: JSONValue {
        guard case .object(var object) = self, case .object(var metadata)? = object["metadata"] else { return self }
        metadata["managedFields"] = nil
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
